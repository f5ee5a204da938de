"""Leads worked by their next step, one lead with all its steps, and new ones from desk and telephone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.phones import normal_phone
from crm.shared.views import Empty, ListPage
from customers.filters.leads import AllLeadsFilter, LeadFilter
from customers.forms.leads import AssignForm, LeadForm, LeadUnmaskForm, LoseForm, StepForm, WhoForm
from customers.models import Lead, Source
from customers.queries.leads import Known, known
from customers.rules.lead_states import CLOSED, State, may_become
from customers.services import leads as service
from customers.services.duplicates import Like, facts, likely
from customers.services.lead_conversion import win_lead
from customers.tables.customers import shown_name
from customers.tables.leads import AllLeadsTable, LeadTable, lead_badge, place_of, shown_lead, step_lines
from outlets.access import access_of, admit
from outlets.models import Outlet

LEADS = Lead.objects.select_related("outlet", "owner", "event", "referrer", "customer")


class LeadList(ListPage):
    queryset = LEADS.open()
    filterset_class = LeadFilter
    table_class = LeadTable
    title = gettext_lazy("Leads")
    ordering = ("next_step_at", "id")
    template_name = "customers/leads.html"
    here = exports = "leads"
    empty = Empty(
        gettext_lazy("No open leads"),
        gettext_lazy("Who may become a customer stands here: from the counter, a call, the public form, a partner."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        access = access_of(request.user)
        more = {"here": self.here, "network": access.network, "may_open": access.has(service.WORKERS)}
        return super().get_context(request, **kwargs) | more


class LeadQueue(LeadList):
    """What no outlet's service range covers: headquarters give it out."""

    queryset = LEADS.open().filter(outlet=None)
    here = "queue"
    exports = "leads_queue"
    empty = Empty(
        gettext_lazy("Nothing waits"),
        gettext_lazy("A lead whose address no outlet serves stands here until somebody gives it to one."),
    )


class AllLeads(LeadList):
    queryset = LEADS
    filterset_class = AllLeadsFilter
    table_class = AllLeadsTable
    title = gettext_lazy("All leads")
    ordering = ("-id",)
    here = "all"
    exports = "leads_all"


@require_safe
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def lead_new(request: HttpRequest) -> HttpResponse:
    admit(request.user, service.WORKERS)
    form = LeadForm(request.POST or None, user=request.user, initial={"source": Source.COUNTER})
    if request.method != "POST" or not form.is_valid():
        return _new(request, form)
    outlet, at = form.place(), timezone.now()
    like = [] if form.cleaned_data["anyway"] else _alike(form, outlet)
    if like:
        return _new(request, form, like=like)
    try:
        opened = service.open_lead(form.lead(at=at), outlet=outlet, by=request.user, at=at)
    except Refused as refusal:
        there = known(outlet, form.cleaned_data["phone"])
        form.add_error("phone", str(refusal))
        return _new(request, form, found=there)
    if not LEADS.visible_to(request.user).filter(pk=opened.pk).exists():
        messages.success(request, _("Opened: it went to the outlet that serves the address."))
        return redirect("customers:leads")
    messages.success(request, _("Lead opened: its next step is due today."))
    return redirect(opened)


@require_POST
def lead_call(request: HttpRequest) -> HttpResponse:
    """Somebody calls: the form with the number in it, and whoever has it already named above."""
    access = admit(request.user, service.WORKERS)
    phone = request.POST.get("phone", "")[:120]
    try:
        phone = normal_phone(phone)
    except ValueError:
        found = Known()
    else:
        found = known(Outlet.objects.filter(pk=access.only_outlet_id).first(), phone)
    form = LeadForm(user=request.user, initial={"source": Source.CALL, "phone": phone})
    return _new(request, form, found=found)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_edit(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, service.WORKERS)
    found = _found(request, pk)
    initial = {name: getattr(found, name) for name in service.CHANGEABLE}
    form = WhoForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            seen = _seen(request)
            service.change_lead(found, form.facts(), seen=seen, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    context = {
        "title": _("Edit: %(lead)s") % {"lead": shown_lead(found)},
        "trail": _trail(found),
        "form": form,
        "version": request.POST.get("version", found.version),
        "cancel": found.get_absolute_url(),
    }
    return render(request, "customers/lead_edit.html", context, status=422 if form.errors else 200)


@require_POST
def lead_step(request: HttpRequest, pk: int) -> HttpResponse:
    form = StepForm(request.POST)
    return _act(request, pk, form, lambda found, told: service.take_step(found, form.step(), **told), "step")


@require_POST
def lead_lose(request: HttpRequest, pk: int) -> HttpResponse:
    form = LoseForm(request.POST)
    return _act(request, pk, form, lambda found, told: service.take_step(found, form.step(), **told), "lose")


@require_POST
def lead_win(request: HttpRequest, pk: int) -> HttpResponse:
    form = VersionOnly(request.POST)
    return _act(request, pk, form, lambda found, told: win_lead(found, **told), "win")


@never_cache
@require_POST
def lead_unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The number to call, for a reason that is noted; shown in this very answer and nowhere else."""
    access = admit(request.user, service.WORKERS)
    found, form = _found(request, pk), LeadUnmaskForm(request.POST)
    told: dict[str, Any] = {"unmask_form": form}
    status = 422
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            whole = service.look_at(found, reason=reason, access=access, by=request.user, at=timezone.now())
        except Refused as refusal:
            told, status = {"refusal": str(refusal)}, 429
        else:
            told, status = {"whole": whole}, 200
    if request.htmx:
        return render(request, "customers/_whole.html", told, status=status)
    return _page(request, found, more=told, status=status)


@require_POST
def lead_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Headquarters name an outlet; an outlet gives back what is not its own."""
    back = not access_of(request.user).has(service.ASSIGNERS)
    form = VersionOnly(request.POST) if back else AssignForm(request.POST)

    def deed(found: Lead, told: dict[str, Any]) -> Lead:
        return service.assign_lead(found, None if back else form.cleaned_data["outlet"], **told)

    return _act(request, pk, form, deed, "assign", roles=service.WORKERS | service.ASSIGNERS)


class VersionOnly(StepForm):
    state = note = next_step_at = None


def _act(
    request: HttpRequest,
    pk: int,
    form: Any,
    deed: Callable[[Lead, dict[str, Any]], Lead],
    name: str,
    *,
    roles: Any = service.WORKERS,
) -> HttpResponse:
    """One tap on the lead's page: done, or the page again with what stands against it."""
    admit(request.user, roles)
    found = _found(request, pk)
    if form.is_valid():
        told = {"seen": form.cleaned_data["version"], "by": request.user, "at": timezone.now()}
        try:
            done = deed(found, told)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            visible = LEADS.visible_to(request.user).filter(pk=done.pk).exists()
            return redirect(done) if visible else redirect("customers:leads")
    return _page(request, _found(request, pk), **{name: form})


def _page(
    request: HttpRequest, found: Lead, *, more: dict[str, Any] | None = None, status: int = 200, **faulty: Any
) -> HttpResponse:
    """faulty: the form that was sent, by its name"""
    access = access_of(request.user)
    works, gives = access.has(service.WORKERS), access.has(service.ASSIGNERS)
    is_open = found.state not in CLOSED
    fresh = {"version": found.version}
    file = known(found.outlet, found.phone).customer if is_open else None
    steps = [state for state in (State.CONTACTED, State.QUOTED) if may_become(found.state, state)]
    context = {
        "title": shown_lead(found),
        "trail": _trail(),
        "lead": found,
        "badge": lead_badge(found),
        "place": place_of(found),
        "lines": step_lines(list(found.steps.select_related("by"))),
        "file": file,
        "file_name": shown_name(file) if file else "",
        "customer_name": shown_name(found.customer) if found.customer else "",
        "referrer_name": shown_name(found.referrer) if found.referrer else "",
        "is_open": is_open,
        "may_work": works,
        "next_states": [(state.value, Lead.State(state).label) for state in steps] if works else [],
        "step_form": _refreshed(faulty.get("step"), found) or StepForm(initial=fresh),
        "lose_form": _refreshed(faulty.get("lose"), found) or LoseForm(initial=fresh),
        "assign_form": (_refreshed(faulty.get("assign"), found) or AssignForm(initial=fresh)) if gives else None,
        "gives_back": works and not gives and is_open and found.outlet_id is not None,
        "errors": [error for form in faulty.values() for error in form.non_field_errors()],
        "unmask_form": LeadUnmaskForm(),
        "at": timezone.now(),
        **(more or {}),
    }
    return render(request, "customers/lead.html", context, status=422 if faulty else status)


def _refreshed(form: Any, found: Lead) -> Any:
    """What was typed stays; the version becomes the one that is shown now."""
    if form is not None:
        form.data = form.data.copy()
        form.data["version"] = found.version
    return form


def _new(
    request: HttpRequest, form: LeadForm, *, found: Known | None = None, like: list[Like] | None = None
) -> HttpResponse:
    found = found or Known()
    context = {
        "title": _("New lead"),
        "trail": _trail(),
        "form": form,
        "like": [(each, shown_name(each.customer)) for each in like or ()],
        "known_file": found.customer,
        "known_name": shown_name(found.customer) if found.customer else "",
        "known_lead": found.lead,
        "known_lead_name": shown_lead(found.lead) if found.lead else "",
        "action": reverse("customers:lead_new"),
        "submit": _("Open the lead"),
        "cancel": reverse("customers:leads"),
    }
    return render(request, "customers/lead_new.html", context, status=422 if form.errors or like else 200)


def _alike(form: LeadForm, outlet: Outlet | None) -> list[Like]:
    if outlet is None:
        return []
    told = form.cleaned_data
    return likely(facts(told["company"] or told["name"], phone=told["phone"], address=told["address"]), outlet)


def _found(request: HttpRequest, pk: int) -> Lead:
    rows: QuerySet[Lead] = LEADS.visible_to(request.user)
    return get_object_or_404(rows, pk=pk)


def _seen(request: HttpRequest) -> int:
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def _trail(lead: Lead | None = None) -> list[tuple[str, str]]:
    leads = [(_("Leads"), reverse("customers:leads"))]
    return [*leads, (shown_lead(lead), lead.get_absolute_url())] if lead else leads
