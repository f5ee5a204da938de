"""Calls on pages: the script with this shipment's facts, the log, the calls to be made again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.shared.figures import Badge
from crm.shared.masking import mask_address, mask_name, mask_phones_in, surname
from crm.shared.tables import Column, Table
from customers.models import CustomerTier
from outlets.models import CallScript, Outlet
from outlets.rules.call_script import Occasion, Result, Script, Spoken
from outlets.rules.call_script import spoken as steps_of
from shipments.models import Call, CallRetry, DeliveryRun, Negotiation, Piece, ProblemRecord, ScanKind, Waybill
from shipments.tables.negotiations import promises_of
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of

RESULT_KINDS = {
    Result.REACHED: "met",
    Result.NO_ANSWER: "soon",
    Result.REFUSED: "late",
    Result.RESCHEDULE: "open",
    Result.WRONG_NUMBER: "refused",
}
#: What is said to a customer about a problem: the outlet's own words are not for every ear.
REASONS = {
    ProblemRecord.Category.DELIVERY: gettext_lazy("a hitch during the delivery"),
    ProblemRecord.Category.DAMAGE: gettext_lazy("damage to the packing"),
    ProblemRecord.Category.TRANSFER: gettext_lazy("a mistake in sorting"),
    ProblemRecord.Category.OTHER: gettext_lazy("something unforeseen"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a shipment at the moment of the call; what is not there is None."""

    waybill: Waybill
    outlet: Outlet | None
    run: DeliveryRun | None
    problem: ProblemRecord | None
    promise: Negotiation | None
    tier: str


def case_of(waybill: Waybill, *, outlet: Outlet | None) -> Case:
    runs = waybill.runs.filter(dropped=False, delivers=True).select_related("clock", "outlet")
    problem = waybill.problems.open().order_by("-registered_at").first()
    return Case(
        waybill=waybill,
        outlet=outlet,
        run=runs.order_by("-clock__received_at", "-pk").first(),
        problem=problem,
        promise=next(iter(promises_of(waybill)), None),
        tier=CustomerTier.objects.filter(customer=waybill.customer_id).values_list("tier", flat=True).first() or "",
    )


def spoken(script: CallScript, facts: Mapping[str, object]) -> list[Spoken]:
    """The script's steps with the facts filled in, in the reader's language."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return steps_of(Script.from_data(script.steps), facts, language=language)


def facts_of(case: Case, *, party: str, by: User, at: datetime, whole_name: str = "") -> dict[str, object]:
    """
    whole_name   of the party, once it was unmasked; else the surname alone is said, as masks show it
    """
    waybill, outlet = case.waybill, case.outlet
    return {
        "outlet": outlet.name if outlet else "",
        "clerk": by.get_full_name(),
        "receiver": whole_name or surname(getattr(waybill, f"{party}_name")),
        "sender": surname(waybill.sender_name),
        "number": waybill.number,
        "state": _state(master_of(waybill)),
        "eta": eta_words(_expected(case, at=at), at=at),
        "reason": _reason(case),
        "address": mask_address(waybill.receiver_address).removesuffix("***"),
        "cod": f"¥{waybill.cod_yuan}" if waybill.cod_yuan else "",
        "phone": outlet.phone if outlet else "",
    }


def eta_words(at_: datetime | None, *, at: datetime) -> str:
    """今天19:00前, by 19:00 today: as it is said, not as it is written."""
    if at_ is None:
        return ""
    local, today = timezone.localtime(at_), timezone.localdate(at)
    days = {
        today: _("by %(clock)s today"),
        today + timedelta(days=1): _("by %(clock)s tomorrow"),
    }
    words = days.get(local.date()) or _("on %(month)s/%(day)s by %(clock)s")
    return words % {"clock": local.strftime("%H:%M"), "month": local.month, "day": local.day}


def _expected(case: Case, *, at: datetime) -> datetime | None:
    if case.promise and case.promise.promised_at > at:
        return case.promise.promised_at
    due_at = case.run.clock.delivery_due_at if case.run else None
    return due_at if due_at and due_at > at else None


def _state(master: Piece | None) -> str:
    if master is None or not master.state_at:
        return ""
    where = master.state_outlet.name if master.state_outlet else ""
    at_ = timezone.localtime(master.state_at).strftime("%H:%M")
    return f"{piece_badge(master).word} {where} {at_}"


def _reason(case: Case) -> str:
    if case.problem:
        return str(REASONS.get(case.problem.category, ""))
    truck = case.run and case.run.clock.inputs.get("handled_as") == "late_truck"
    return _("the late arrival of our truck") if truck else ""


def suggested_occasion(case: Case, *, at: datetime) -> Occasion:
    """Why one would call about this shipment now."""
    master = master_of(case.waybill)
    if master and master.state in {ScanKind.DELIVERED, ScanKind.SIGNED}:
        return Occasion.THANKS
    late = case.run and case.run.delivered_at is None and case.run.clock.delivery_due_at < at
    return Occasion.DELAY if late or case.promise else Occasion.DELIVERY


def gateway_url(waybill: Waybill, *, party: str, by: User) -> str:
    """The telephone system's link that dials without showing the number; empty where there is none."""
    pattern = settings.CALL_GATEWAY
    given = {"number": waybill.number, "party": party, "from": by.staff_no or by.username}
    for name, value in given.items():
        pattern = pattern.replace(f"{{{name}}}", urlencode({"": value})[1:])
    return pattern


def result_badge(call: Call) -> Badge:
    return Badge(RESULT_KINDS[Result(call.result)], call.get_result_display())


def _script_words(call: Call) -> str:
    if call.script is None:
        return ""
    return _("%(occasion)s, version %(version)s") % {
        "occasion": call.script.get_occasion_display(),
        "version": call.script.version,
    }


class CallTable(Table[Call]):
    columns = (
        Column(gettext_lazy("Waybill"), "waybill.number", link=True, cell="parts/_code.html"),
        Column(gettext_lazy("Called"), "called_at"),
        Column(gettext_lazy("Result"), "", show=result_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Direction"), "get_direction_display", quiet=True),
        Column(gettext_lazy("Who"), "get_party_display"),
        Column(gettext_lazy("Note"), "note", show=mask_phones_in),
        Column(gettext_lazy("Script"), "", show=_script_words, quiet=True),
        Column(gettext_lazy("Outlet"), "outlet.name", quiet=True),
        Column(gettext_lazy("Called by"), "by.name"),
    )


class RetryTable(Table[CallRetry]):
    columns = (
        Column(gettext_lazy("Waybill"), "waybill.number", link=True, cell="parts/_code.html"),
        Column(gettext_lazy("Call again"), "due_at", cell="parts/_deadline.html"),
        Column(gettext_lazy("Who"), "get_party_display"),
        Column(gettext_lazy("Name"), "", show=lambda retry: mask_name(getattr(retry.waybill, f"{retry.party}_name"))),
        Column(gettext_lazy("Unanswered"), "tries", numeric=True),
        Column(gettext_lazy("Last call"), "call.called_at", quiet=True),
        Column(gettext_lazy("Note"), "call.note", show=mask_phones_in, quiet=True),
        Column(gettext_lazy("Outlet"), "outlet.name", quiet=True),
        Column("", "", cell="shipments/_retry_acts.html"),
    )
