"""Greetings for feasts: the year's plans, one plan from its draft to its result, the people on its list, a call."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, Role
from crm.calendar.queries import missing_year
from crm.outbox.models import Message
from crm.shared.errors import Refused
from crm.shared.figures import Share, Stat
from crm.shared.views import Empty, ListPage
from customers.filters.greetings import DateGreetingFilter, GreetingFilter, PlanFilter
from customers.forms.greetings import PlanForm
from customers.models import Customer, DateGreeting, Greeting, GreetingPlan, Tier
from customers.queries.greetings import Result, Tally, result, tally
from customers.services import greetings
from customers.services.greetings import APPROVERS, EDITORS
from customers.services.touches import SPEAKERS
from customers.tables.customers import shown_name
from customers.tables.greetings import DateGreetingTable, GreetingTable, PlanTable, came_of, feast_of, plan_badge
from customers.tasks import draw_up_plan
from outlets.access import access_of, admit
from outlets.permissions import needs

#: Who looks at greetings: headquarters, and who speaks with customers.
LOOKERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK}
STARTERS = EDITORS | APPROVERS
#: So many customers are drawn up while somebody waits; more are left to the worker.
AT_ONCE = 50_000
State, Way = GreetingPlan.State, Greeting.Way
Act = Callable[..., Any]


class PlanList(ListPage):
    queryset = GreetingPlan.objects.select_related("proposed_by", "approved_by")
    filterset_class = PlanFilter
    table_class = PlanTable
    title = gettext_lazy("Greetings")
    template_name = "customers/greetings.html"
    ordering = ("-on", "-id")
    empty = Empty(
        gettext_lazy("No greetings are planned"),
        gettext_lazy("In November a plan is drafted for each feast of the next year; a second person approves it."),
        example=gettext_lazy("Mid-Autumn Festival: tier A by telephone, the others by SMS"),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[GreetingPlan]:
        admit(request.user, LOOKERS)
        return super().get_queryset(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        this = timezone.localdate(at).year
        planned = set(GreetingPlan.objects.filter(year__in=[this, this + 1]).values_list("year", flat=True))
        return super().get_context(request, **kwargs) | {
            "here": "greetings",
            "may_edit": access_of(request.user).has(EDITORS),
            "missing": missing_year(at),
            "unplanned": [year for year in (this, this + 1) if year not in planned and greetings.left_of(year, at=at)],
        }


class DateGreetingList(ListPage):
    queryset = DateGreeting.objects.select_related("customer", "contact", "date", "outlet", "message", "task")
    filterset_class = DateGreetingFilter
    table_class = DateGreetingTable
    title = gettext_lazy("Birthdays and days to remember")
    template_name = "customers/greeting_days.html"
    ordering = ("-on", "-id")
    empty = Empty(
        gettext_lazy("Nobody had a day to remember yet"),
        gettext_lazy("Every morning whoever has a birthday, by the sun or by the moon, is greeted once."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[DateGreeting]:
        admit(request.user, LOOKERS)
        return super().get_queryset(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"here": "greeting_days"}


class GreetingList(ListPage):
    """The people on a plan's list: who gets what, who does not and why."""

    queryset = Greeting.objects.select_related("customer", "outlet", "message", "task")
    filterset_class = GreetingFilter
    table_class = GreetingTable
    template_name = "customers/greeting_people.html"
    ordering = ("id",)
    empty = Empty(gettext_lazy("Nobody"), gettext_lazy("Draw up the list, or choose another filter."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Greeting]:
        admit(request.user, LOOKERS)
        self.plan = _found(request, kwargs["pk"])
        return super().get_queryset(request).filter(plan=self.plan)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        return context | {"title": _("Who is greeted"), "trail": _trail(self.plan)}


@require_POST
@needs(EDITORS)
def greeting_year(request: HttpRequest, year: int) -> HttpResponse:
    at = timezone.now()
    if not 0 <= year - timezone.localdate(at).year <= 1:
        raise Http404
    drafted = greetings.draft_year(year, by=request.user, at=at)
    messages.success(request, _("%(count)s plans are drafted.") % {"count": len(drafted)})
    return redirect("customers:greetings")


@require_safe
def greeting_plan(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, LOOKERS)
    plan = _found(request, pk)
    counted = tally(plan, request.user)
    came = result(plan, request.user) if plan.batch_id else None
    context = {
        "title": feast_of(plan),
        "trail": _trail(),
        "plan": plan,
        "badge": plan_badge(plan),
        "tally": counted,
        "stats": _stats(plan, counted),
        "ways": _ways(plan, counted),
        "reasons": _reasons(plan, counted),
        "steps": _steps(plan, counted, came) if came else [],
        "left_out": _skipped(came) if came else [],
        **_may(plan, request.user),
    }
    return render(request, "customers/greeting_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(EDITORS)
def greeting_plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _found(request, pk)
    form = PlanForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            changed = greetings.change_plan(plan, form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Draw up the list anew when anything has changed."))
            return redirect("customers:greeting_plan", changed.pk)
    context = {
        "title": feast_of(plan),
        "trail": _trail(plan),
        "form": form,
        "cancel": reverse("customers:greeting_plan", args=[pk]),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _done(deed: Act, words: Any) -> Act:
    def act(request: HttpRequest, plan: GreetingPlan) -> HttpResponse:
        deed(plan, by=request.user, at=timezone.now())
        messages.success(request, str(words))
        return redirect("customers:greeting_plan", plan.pk)

    return act


def _draw_up(request: HttpRequest, plan: GreetingPlan) -> HttpResponse:
    if Customer.objects.current()[: AT_ONCE + 1].count() > AT_ONCE:
        with suppress(OperationalError):
            draw_up_plan.delay(plan.pk)
        messages.info(request, _("The list is being drawn up: look again in a minute."))
    else:
        count = greetings.draw_up(plan)
        messages.success(request, _("The list is drawn up: %(count)s customers.") % {"count": f"{count:,}"})
    return redirect("customers:greeting_plan", plan.pk)


def _discard(request: HttpRequest, plan: GreetingPlan) -> HttpResponse:
    greetings.discard(plan, by=request.user, at=timezone.now())
    messages.success(request, _("%(feast)s is not greeted.") % {"feast": feast_of(plan)})
    return redirect("customers:greetings")


#: Word of the address → who may, and what happens.
ACTS: dict[str, tuple[frozenset[Role], Act]] = {
    "draw-up": (EDITORS, _draw_up),
    "propose": (EDITORS, _done(greetings.propose, gettext_lazy("Proposed: another person approves it."))),
    "take-back": (STARTERS, _done(greetings.take_back, gettext_lazy("It is a draft again."))),
    "approve": (APPROVERS, _done(greetings.approve, gettext_lazy("Approved. It is started by hand."))),
    "start": (STARTERS, _done(greetings.start, gettext_lazy("Started: the messages go out within their hours."))),
    "stop": (STARTERS, _done(greetings.stop, gettext_lazy("Stopped: nothing more goes out."))),
    "go-on": (STARTERS, _done(greetings.go_on, gettext_lazy("It goes on."))),
    "discard": (EDITORS, _discard),
}


@require_POST
def greeting_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    who, deed = ACTS[act]
    admit(request.user, who)
    plan = _found(request, pk)
    try:
        return deed(request, plan)  # type: ignore[no-any-return]
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("customers:greeting_plan", pk)


@require_safe
def greeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A call with its script, for whoever makes it."""
    admit(request.user, LOOKERS)
    rows = Greeting.objects.visible_to(request.user).select_related("customer__outlet", "plan", "task", "message")
    found = get_object_or_404(rows, pk=pk)
    may_act = found.task is not None and found.task.done_at is None and access_of(request.user).has(SPEAKERS)
    context = {
        "title": shown_name(found.customer),
        "trail": [(_("Tasks"), reverse("customers:tasks"))],
        "greeting": found,
        "badge": came_of(found),
        "feast": feast_of(found.plan),
        "contacts": found.customer.contacts.filter(left_on=None),
        "may_act": may_act,
    }
    return render(request, "customers/greeting.html", context)


def _found(request: HttpRequest, pk: int) -> GreetingPlan:
    rows = GreetingPlan.objects.visible_to(request.user).select_related(
        "sms", "email", "proposed_by", "approved_by", "drafted_by", "batch"
    )
    found: GreetingPlan = get_object_or_404(rows, pk=pk)
    return found


def _trail(plan: GreetingPlan | None = None) -> list[tuple[str, str]]:
    trail = [(_("Greetings"), reverse("customers:greetings"))]
    return [*trail, (feast_of(plan), reverse("customers:greeting_plan", args=[plan.pk]))] if plan else trail


def _may(plan: GreetingPlan, user: User) -> dict[str, bool]:
    access, at = access_of(user), timezone.now()
    editor, starter, in_time = access.has(EDITORS), access.has(STARTERS), plan.send_until > at
    return {
        "may_edit": editor and plan.state == State.DRAFT,
        "may_take_back": starter and plan.state in (State.PROPOSED, State.APPROVED),
        "may_approve": plan.state == State.PROPOSED and access.has(APPROVERS) and plan.proposed_by_id != user.pk,
        "may_start": starter and plan.state == State.APPROVED and in_time,
        "may_stop": starter and plan.state == State.SENDING,
        "may_go_on": starter and plan.state == State.STOPPED and in_time,
        "over": not in_time,
    }


def _people_url(plan: GreetingPlan, **query: str) -> str:
    return f"{reverse('customers:greeting_people', args=[plan.pk])}?{urlencode(query)}"


def _stats(plan: GreetingPlan, counted: Tally) -> list[Stat]:
    of = _("of %(whole)s") % {"whole": f"{counted.total:,}"}
    return [
        Stat(Way(way).label, count, _people_url(plan, way=way), whole=of)
        for way in (Way.CALL, Way.SMS, Way.EMAIL, Way.NONE)
        if (count := counted.way(way))
    ]


def _ways(plan: GreetingPlan, counted: Tally) -> list[tuple[str, list[tuple[str, int, str]], Share]]:
    """Tier → (way, customers, their rows) and the share that is greeted."""
    found = []
    for tier in Tier.values:
        counts = [(way, counted.by_tier[tier, way]) for way in (Way.CALL, Way.SMS, Way.EMAIL, Way.NONE)]
        whole = sum(count for _way, count in counts)
        cells = [(Way(way).label, count, _people_url(plan, tier=tier, way=way)) for way, count in counts]
        if whole:
            found.append((tier, cells, Share(whole - counted.by_tier[tier, Way.NONE], whole)))
    return found


def _reasons(plan: GreetingPlan, counted: Tally) -> list[tuple[str, int, Share, str]]:
    return [
        (Greeting.Reason(reason).label, count, Share(count, counted.total), _people_url(plan, reason=reason))
        for reason, count in counted.reasons()
    ]


def _steps(plan: GreetingPlan, counted: Tally, came: Result) -> list[tuple[str, int, Share, str]]:
    """The funnel: on the list, to be greeted, posted, accepted, delivered; calls that were made."""
    messages_ = came.posted
    return [
        (_("On the list"), counted.total, Share(counted.total, counted.total), _people_url(plan)),
        (_("To be greeted"), counted.greeted, Share(counted.greeted, counted.total), ""),
        (_("Messages posted"), messages_, Share(messages_, counted.total), ""),
        (_("Accepted by the provider"), came.accepted, Share(came.accepted, counted.total), ""),
        (_("Arrived on the phone"), came.states["delivered"], Share(came.states["delivered"], counted.total), ""),
        (_("Phoned"), came.called, Share(came.called, counted.total), _people_url(plan, way=Way.CALL)),
    ]


def _skipped(came: Result) -> list[tuple[str, int]]:
    """Posted, and not sent after all: why."""
    named = [(str(Message.Skipped(why).label), count) for why, count in came.skipped.most_common()]
    others = [
        (str(Message.State(state).label), came.states[state]) for state in ("pending", "unknown", "dead", "failed")
    ]
    return [each for each in (*named, *others) if each[1]]
