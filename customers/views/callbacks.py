"""Callbacks worked from the top of the list to its end, each beside its script; and how well outlets keep up."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.errors import Refused
from crm.shared.figures import Stat
from crm.shared.graphs import Day, day_graph
from crm.shared.panels import panels
from crm.shared.views import Empty, ListPage, capped_count
from customers.filters.callbacks import CallbackFilter, WaitingFilter
from customers.forms.callbacks import SNOOZE_REASONS, OutcomeForm, SnoozeForm
from customers.forms.looking import CustomerUnmaskForm
from customers.models import Callback, ChurnCase, Tier
from customers.queries.callbacks import (
    CALLBACKS,
    coverage,
    coverage_by,
    coverage_by_week,
    due,
    in_period,
    next_due,
    weeks_until,
)
from customers.services.callbacks import CALLERS, call_back, snooze
from customers.tables.callbacks import (
    GOAL,
    OUTCOME_KEYS,
    CallbackTable,
    CoverageTable,
    callback_badge,
    last_words,
    made_share,
    said_before,
    spoken_to,
    tier_badge,
)
from customers.tables.customers import shown_name
from outlets.access import access_of, admit
from outlets.models import Outlet
from outlets.queries.call_scripts import script_in_force
from outlets.rules.call_script import Occasion

#: Who looks at callbacks: those who make them, and headquarters.
LOOKERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK}
#: What higher apps hang beside a call: open shipments, complaints.
PAGE = "customers.callback"
SAID, TALKS, TASKS = 4, 3, 5
PERIOD_WEEKS = 13


class CallbackList(ListPage):
    """Who is to be called now."""

    queryset = CALLBACKS.select_related("customer__activity")
    filterset_class = WaitingFilter
    table_class = CallbackTable
    title = gettext_lazy("Callbacks")
    template_name = "customers/callbacks.html"
    ordering = ("tier", "due_on", "id")
    here = exports = "callbacks"
    empty = Empty(
        gettext_lazy("Nobody to call"),
        gettext_lazy("Every night the calls of the next working days are planned by the tiers' rhythms."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Callback]:
        admit(request.user, LOOKERS)
        return self.narrowed(super().get_queryset(request, **kwargs))

    def narrowed(self, rows: QuerySet[Callback]) -> QuerySet[Callback]:
        return due(rows, timezone.localdate())

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        waiting = due(Callback.objects.visible_to(request.user), timezone.localdate())
        first = waiting.order_by(*self.ordering).first() if access_of(request.user).has(CALLERS) else None
        more = {"here": self.here, "waiting": capped_count(waiting), "first": first}
        return super().get_context(request, **kwargs) | more


class PlannedList(CallbackList):
    """Those of the coming days, and who was put off."""

    here = exports = "callbacks_planned"
    empty = Empty(gettext_lazy("Nothing is planned"), gettext_lazy("The plan looks five working days ahead."))

    def narrowed(self, rows: QuerySet[Callback]) -> QuerySet[Callback]:
        return rows.filter(state=Callback.State.PLANNED)


class AllList(CallbackList):
    filterset_class = CallbackFilter
    ordering = ("-due_on", "-id")
    here = exports = "callbacks_all"
    empty = Empty(gettext_lazy("No callbacks"), gettext_lazy("Planned, made and missed calls stand here."))

    def narrowed(self, rows: QuerySet[Callback]) -> QuerySet[Callback]:
        return rows


class CoverageList(ListPage):
    """How well each outlet keeps the rhythm: the last 13 weeks."""

    queryset = Outlet.objects.all()
    table_class = CoverageTable
    title = gettext_lazy("Callbacks kept")
    template_name = "customers/callback_coverage.html"
    ordering = ("code",)
    empty = Empty(gettext_lazy("No outlets"), gettext_lazy("Outlets whose customers were to be called stand here."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Outlet]:
        admit(request.user, LOOKERS)
        self.weeks = weeks_until(timezone.localdate(), count=PERIOD_WEEKS)
        self.rows = in_period(Callback.objects.visible_to(request.user), self.weeks[0], timezone.localdate())
        return super().get_queryset(request, **kwargs).filter(pk__in=self.rows.values("outlet"))

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        outlets = context["table"].objects
        told = coverage_by(self.rows.filter(outlet__in=outlets), "outlet")
        period = {"since": self.weeks[0].isoformat()}
        for outlet in outlets:
            outlet.told, outlet.period = told[outlet.pk], period
        return context | {
            "trail": [(_("Callbacks"), reverse("customers:callbacks"))],
            "stats": _stats(self.rows, period),
            "graph": _graph(self.rows, self.weeks),
            "tiers": _by_tier(self.rows, period),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def callback(request: HttpRequest, pk: int) -> HttpResponse:
    """One call beside its script; a POST says how it ended and opens the next."""
    admit(request.user, LOOKERS if request.method != "POST" else CALLERS)
    found = _found(request, pk)
    form = OutcomeForm(request.POST, customer=found.customer) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            done = call_back(found, form.said(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("note", str(refusal))
        else:
            return _onward(request, done)
    return _page(request, found, form=form)


@require_POST
def callback_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, CALLERS)
    found, form = _found(request, pk), SnoozeForm(request.POST)
    if form.is_valid():
        try:
            put_off = snooze(found, form.cleaned_data["until"], reason=form.cleaned_data["reason"], at=timezone.now())
        except Refused as refusal:
            form.add_error("until", str(refusal))
        else:
            return _onward(request, put_off)
    return _page(request, found, snooze_form=form)


def _found(request: HttpRequest, pk: int) -> Callback:
    rows = CALLBACKS.select_related("customer__activity", "customer__standing")
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _onward(request: HttpRequest, done: Callback) -> HttpResponse:
    """The next of the list; after the last one, the empty list."""
    name = shown_name(done.customer)
    if done.state == Callback.State.PLANNED and done.snoozed_until:
        said = _("%(name)s comes back on %(day)s.") % {"name": name, "day": f"{done.snoozed_until:%m-%d}"}
    else:
        said = _("%(name)s: %(outcome)s.") % {"name": name, "outcome": done.get_outcome_display()}
    if done.outcome == Callback.Outcome.DISSATISFIED:
        said += " " + _("The outlet's head has a task for it.")
    messages.success(request, said)
    onward = next_due(Callback.objects.visible_to(request.user), timezone.localdate(), after=done)
    return redirect("customers:callback", onward.pk) if onward else redirect("customers:callbacks")


def _page(
    request: HttpRequest, found: Callback, *, form: OutcomeForm | None = None, snooze_form: SnoozeForm | None = None
) -> HttpResponse:
    today, customer = timezone.localdate(), found.customer
    faulty = (form is not None and form.errors) or (snooze_form is not None and snooze_form.errors)
    onward = next_due(Callback.objects.visible_to(request.user), today, after=found)
    open_now = found.state == Callback.State.PLANNED and access_of(request.user).has(CALLERS)
    context = {
        "title": shown_name(customer),
        "trail": [(_("Callbacks"), reverse("customers:callbacks"))],
        "callback": found,
        "customer": customer,
        "badge": callback_badge(found),
        "tier": tier_badge(found),
        "left": due(Callback.objects.visible_to(request.user), today).exclude(pk=found.pk).count(),
        "onward": onward,
        "open_now": open_now,
        "outcomes": [(value, label, OUTCOME_KEYS[value]) for value, label in Callback.Outcome.choices],
        "unmask_form": CustomerUnmaskForm(auto_id="unmask_%s"),
        "snooze_form": snooze_form or SnoozeForm(initial={"until": today + timedelta(days=3)}),
        "snooze_reasons": SNOOZE_REASONS,
        "tries": said_before(found, user=request.user, limit=SAID),
        "talks": last_words(customer, user=request.user, limit=TALKS),
        "tasks": customer.tasks.visible_to(request.user).open()[:TASKS],
        "case": ChurnCase.objects.visible_to(request.user).filter(customer=customer, closed_at=None).first(),
        "panels": panels(PAGE, customer, request.user),
        "at": timezone.now(),
    }
    context |= _speaking(request, found, form=form)
    return render(request, "customers/callback.html", context, status=422 if faulty else 200)


def _speaking(request: HttpRequest, found: Callback, *, form: OutcomeForm | None) -> dict[str, Any]:
    script = script_in_force(Occasion.CALLBACK)
    contacts = list(found.customer.contacts.filter(left_on=None))
    whom = contacts[0] if contacts else None
    return {
        "contacts": contacts,
        "script": script,
        "steps": spoken_to(found, script, contact=whom, by=request.user) if script else [],
        "form": form or OutcomeForm(customer=found.customer, initial={"script": script, "contact": whom}),
    }


def _stats(rows: QuerySet[Callback], period: dict[str, str]) -> list[Stat]:
    told, rows_url = coverage(rows), reverse("customers:callbacks_all")

    def url(**more: str) -> str:
        return f"{rows_url}?{urlencode({**period, **more})}"

    made, content = made_share(told), told.content
    of = _("of %(whole)s")
    return [
        Stat(_("Calls made"), told.made, url(state="done"), kind=made.kind, whole=of % {"whole": told.due}),
        Stat(_("Satisfied"), content, url(outcome="satisfied"), whole=of % {"whole": told.reached}),
        Stat(_("Dissatisfied"), told.dissatisfied, url(outcome="dissatisfied"), whole=of % {"whole": told.reached}),
        Stat(_("Missed"), told.missed, url(state="missed"), whole=of % {"whole": told.due}),
    ]


def _graph(rows: QuerySet[Callback], weeks: list[date]) -> Any:
    days = [
        Day(
            label=f"{week:%m-%d}",
            value=made_share(told).percent,
            text=f"{told.made} / {told.due}",
            url=f"{reverse('customers:callbacks_all')}?since={week}&until={week + timedelta(days=6)}",
        )
        for week, told in coverage_by_week(rows, weeks)
    ]
    return day_graph(days, goal=GOAL)


def _by_tier(rows: QuerySet[Callback], period: dict[str, str]) -> list[tuple[str, Any, Any, str]]:
    found = coverage_by(rows, "tier")
    url = reverse("customers:callbacks_all")
    return [
        (tier, found[tier], made_share(found[tier]), f"{url}?{urlencode({'tier': tier, **period})}")
        for tier in Tier.values
        if tier in found
    ]
