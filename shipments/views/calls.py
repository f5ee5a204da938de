"""A call to a customer beside its script; the calls that were made, and those to be made again."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from outlets.models import CallScript
from outlets.models.call_scripts import OCCASION_LABELS, RESULT_LABELS
from outlets.queries.call_scripts import script_in_force
from outlets.rules.call_script import Occasion, Result
from shipments.filters.calls import CallFilter, RetryFilter
from shipments.forms.calls import CallForm, DialForm, first_retry
from shipments.models import Call, CallRetry, Waybill
from shipments.services.calls import drop_retry, log_call
from shipments.services.unmasking import Whole
from shipments.services.unmasking import unmask as unmask_party
from shipments.tables.calls import (
    CallTable,
    Case,
    RetryTable,
    case_of,
    facts_of,
    gateway_url,
    result_badge,
    spoken,
    suggested_occasion,
)
from shipments.tables.negotiations import promise_badge
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of
from shipments.views.acts import next_url, outlet_of
from shipments.views.shipment import waybill_or_404

LISTED = 5
#: Why one calls about a shipment; a callback is about the customer.
OCCASIONS = tuple(occasion for occasion in Occasion if occasion is not Occasion.CALLBACK)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, number: str) -> HttpResponse:
    """The script at the moment of the call; a POST says how it ended."""
    access = admit(request.user, OUTLET_ROLES)
    waybill = waybill_or_404(request, number)
    case = case_of(waybill, outlet=outlet_of(waybill, access))
    form = CallForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        at = timezone.now()
        try:
            made = log_call(waybill, form.end(), outlet=case.outlet, by=request.user, at=at)
        except Refused as refusal:
            form.add_error("retry_at", str(refusal))
        else:
            return _done(request, made)
    return _page(request, case, form=form)


@never_cache
@require_POST
def call_dial(request: HttpRequest, number: str) -> HttpResponse:
    """The number to dial, for a reason that is noted; shown in this very answer and nowhere else."""
    access = admit(request.user, OUTLET_ROLES)
    waybill = waybill_or_404(request, number)
    case, form = case_of(waybill, outlet=outlet_of(waybill, access)), DialForm(request.POST)
    if not form.is_valid():
        return _page(request, case, dial_form=form)
    told = form.cleaned_data
    try:
        whole = unmask_party(
            waybill, party=told["party"], reason=told["reason"], access=access, by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return _page(request, case, dial_form=form, refusal=str(refusal))
    return _page(request, case, dial_form=form, whole=whole)


def _page(
    request: HttpRequest,
    case: Case,
    *,
    form: CallForm | None = None,
    dial_form: DialForm | None = None,
    whole: Whole | None = None,
    refusal: str = "",
) -> HttpResponse:
    at, waybill = timezone.now(), case.waybill
    party, occasion = _asked(request, case)
    faulty = (form is not None and form.errors) or (dial_form is not None and dial_form.errors)
    calls = waybill.calls.visible_to(request.user).select_related("by", "script")[:LISTED]
    context = {
        "title": _("Call"),
        "waybill": waybill,
        "trail": [(_("Waybills"), reverse("shipments:waybills")), (waybill.number, waybill.get_absolute_url())],
        "badge": piece_badge(master_of(waybill)),
        "case": case,
        "promise_badge": promise_badge(case.promise, at=at) if case.promise else None,
        "calls": [(each, result_badge(each)) for each in calls],
        "results": [(str(value), label) for value, label in RESULT_LABELS.items()],
        "dial_form": dial_form or DialForm(initial={"party": party, "reason": "delivery_call"}),
        "whole": whole,
        "refusal": refusal,
        "next": next_url(request),
        "at": at,
    }
    context |= _dialling(request, waybill, party=party)
    context |= _speaking(request, case, party=party, occasion=occasion, whole=whole, at=at)
    context["form"] = form or _result_form(context["script"], party=party, occasion=occasion, at=at)
    return render(request, "shipments/call.html", context, status=429 if refusal else 422 if faulty else 200)


def _dialling(request: HttpRequest, waybill: Waybill, *, party: str) -> dict[str, Any]:
    return {
        "party": party,
        "parties": [(value, label, _with(request, party=value)) for value, label in Call.Party.choices],
        "masked": {part: getattr(waybill, f"{party}_{part}") for part in ("name", "phone")},
        "gateway": gateway_url(waybill, party=party, by=request.user),
    }


def _speaking(
    request: HttpRequest, case: Case, *, party: str, occasion: str, whole: Whole | None, at: datetime
) -> dict[str, Any]:
    """The script in force, with what is known of this shipment said in it."""
    script = script_in_force(occasion)
    facts = facts_of(case, party=party, by=request.user, at=at, whole_name=whole.name if whole else "")
    return {
        "occasion": occasion,
        "occasions": [(str(value), OCCASION_LABELS[value], _with(request, occasion=value)) for value in OCCASIONS],
        "script": script,
        "steps": spoken(script, facts) if script else [],
    }


def _result_form(script: CallScript | None, *, party: str, occasion: str, at: datetime) -> CallForm:
    incoming = occasion == Occasion.INBOUND
    return CallForm(
        initial={
            "party": party,
            "direction": Call.Direction.IN if incoming else Call.Direction.OUT,
            "script": script,
            "event_id": uuid4(),
            "retry_at": timezone.localtime(first_retry(at)),
        }
    )


def _asked(request: HttpRequest, case: Case) -> tuple[str, str]:
    """Whom and why: as the address or the form says, else what the shipment suggests."""
    given = {**request.GET.dict(), **request.POST.dict()}
    occasion = given.get("occasion", "")
    if occasion not in OCCASIONS:
        occasion = str(suggested_occasion(case, at=timezone.now()))
    party = given.get("party", "")
    if party not in Call.Party.values:
        party = Call.Party.SENDER if occasion == Occasion.REFUSAL else Call.Party.RECEIVER
    return str(party), occasion


def _with(request: HttpRequest, **changes: Any) -> str:
    """The query of the call page with another party or occasion; what is asked for stays."""
    given = {**request.GET.dict(), **request.POST.dict()}
    kept = {name: given[name] for name in ("party", "occasion", "next") if given.get(name)}
    return urlencode({**kept, **{name: str(value) for name, value in changes.items()}})


def _done(request: HttpRequest, made: Call) -> HttpResponse:
    """Back to where the call was asked for; another time that was agreed on is written down at once."""
    retry = CallRetry.objects.filter(call=made).first()
    said = _("Call kept: %(result)s.") % {"result": made.get_result_display()}
    if retry:
        clock = timezone.localtime(retry.due_at).strftime("%H:%M")
        said = _("Call kept: %(result)s. Call again at %(clock)s.") % {
            "result": made.get_result_display(),
            "clock": clock,
        }
    messages.success(request, said)
    back = next_url(request)
    if made.result == Result.RESCHEDULE:
        query = urlencode({"call": made.pk, **({"next": back} if back else {})})
        return redirect(f"{reverse('shipments:negotiate', args=[made.waybill.number])}?{query}")
    return redirect(back or made.get_absolute_url())


class CallList(ListPage):
    queryset = Call.objects.select_related("waybill", "outlet", "script", "by")
    filterset_class = CallFilter
    table_class = CallTable
    template_name = "shipments/calls.html"
    title = gettext_lazy("Calls")
    ordering = ("-called_at", "-id")
    empty = Empty(
        gettext_lazy("No calls"),
        gettext_lazy("A call to a customer appears here with its result, its script and who made it."),
        example=gettext_lazy("10:20 reached, receiver at home from 18:00"),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        waiting = CallRetry.objects.visible_to(request.user).waiting()
        return super().get_context(request, **kwargs) | {"waiting": waiting.count()}


class RetryList(ListPage):
    """Calls that nobody answered and that wait to be made again, the next one first."""

    queryset = CallRetry.objects.waiting().select_related("waybill", "outlet", "call")
    filterset_class = RetryFilter
    table_class = RetryTable
    template_name = "shipments/retries.html"
    title = gettext_lazy("Call again")
    ordering = ("due_at", "id")
    empty = Empty(
        gettext_lazy("Nobody to call again"),
        gettext_lazy("When nobody answers a call, it comes back here after half an hour, or when you say."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_act = access_of(request.user).has(OUTLET_ROLES)
        return super().get_context(request, **kwargs) | {"may_act": may_act}


@require_POST
def retry_drop(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, OUTLET_ROLES)
    mine: QuerySet[CallRetry] = CallRetry.objects.visible_to(request.user)
    retry = get_object_or_404(mine.select_related("waybill"), pk=pk)
    try:
        drop_retry(retry, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(number)s needs no further call.") % {"number": retry.waybill.number})
    return redirect(next_url(request) or "shipments:call_retries")
