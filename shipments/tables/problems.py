"""Problem pieces as pages show them: the list to follow up, the facts beside the form, help in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.shared.figures import Badge
from crm.shared.masking import mask_phones_in
from crm.shared.tables import Column, Table
from shipments.forms.problem import Known
from shipments.models import Call, ProblemFollowUp, ProblemReason, ProblemRecord, Waybill
from shipments.rules.problem_notices import Notices
from shipments.rules.problem_outcomes import CLOSING
from shipments.services.problem_follow_ups import REOPENED, subject_of
from shipments.tables import states

BADGE, CODE = "parts/_badge.html", "parts/_code.html"
CALLS = 5


def problem_badge(problem: ProblemRecord) -> Badge:
    if problem.closed_at:
        return Badge("met", gettext_lazy("Resolved"))
    return Badge("open", gettext_lazy("Open"))


def reason_words(problem: ProblemRecord) -> str:
    """The reason; of a record without one its category."""
    return str(problem.reason) if problem.reason else problem.get_category_display()


def outcome_badge(step: ProblemFollowUp) -> Badge:
    return Badge("met" if step.outcome in CLOSING else "open", step.get_outcome_display())


class ProblemTable(Table[ProblemRecord]):
    columns = (
        Column(gettext_lazy("Waybill"), "waybill.number", link=True, cell=CODE),
        Column(gettext_lazy("Outlet"), "outlet.name", quiet=True),
        Column(gettext_lazy("Reason"), "", show=reason_words),
        Column(gettext_lazy("Answers for it"), "reason.get_party_display", quiet=True),
        Column(gettext_lazy("Matter"), "matter", show=mask_phones_in),
        Column(gettext_lazy("Registered"), "registered_at"),
        Column(gettext_lazy("Follow up"), "follow_up_at", cell="parts/_deadline.html"),
        Column(gettext_lazy("State"), "", show=problem_badge, cell=BADGE),
        Column(gettext_lazy("Registration"), "", show=states.timeliness_badge, cell=BADGE),
        Column(gettext_lazy("Wording"), "", show=states.remark_badge, cell=BADGE),
    )

    def row_url(self, row: ProblemRecord) -> str:
        return row.get_record_url()


class ReasonTable(Table[ProblemReason]):
    columns = (
        Column(gettext_lazy("Reason"), "__str__", link=True),
        Column(gettext_lazy("Category"), "get_category_display"),
        Column(gettext_lazy("Answers for it"), "get_party_display"),
        Column(gettext_lazy("Sentence"), "template"),
        Column(gettext_lazy("Code"), "code", quiet=True),
        Column(
            gettext_lazy("State"),
            "active",
            show=lambda active: Badge("met", gettext_lazy("Offered")) if active else Badge("void", _("Not offered")),
            cell=BADGE,
        ),
    )


@dataclass(frozen=True, slots=True)
class CallFact:
    """A call that was made, and the sentence that says so."""

    call: Call
    sentence: str


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    category: str
    label: str
    reasons: tuple[ProblemReason, ...]


def known_of(waybill: Waybill) -> list[Known]:
    return [
        Known(_("Receiver"), waybill.receiver_name, waybill.receiver_phone),
        Known(_("Sender"), waybill.sender_name, waybill.sender_phone),
    ]


def calls_of(waybill: Waybill, user: User) -> list[CallFact]:
    calls = waybill.calls.visible_to(user).order_by("-called_at", "-pk")[:CALLS]
    return [CallFact(call, _call_sentence(call)) for call in calls]


def _call_sentence(call: Call) -> str:
    clock = timezone.localtime(call.called_at).strftime("%m-%d %H:%M")
    told = {"clock": clock, "party": call.get_party_display(), "result": call.get_result_display()}
    if call.direction == Call.Direction.IN:
        return _("%(clock)s call from the %(party)s: %(result)s") % told
    return _("%(clock)s call to the %(party)s: %(result)s") % told


def reason_groups(reasons: Iterable[ProblemReason]) -> list[ReasonGroup]:
    found = list(reasons)
    return [
        ReasonGroup(value, str(label), tuple(one for one in found if one.category == value))
        for value, label in ProblemRecord.Category.choices
    ]


def notice_words(told: Notices, *, at: datetime) -> str:
    """What the two notices of an unreachable receiver still want (L13)."""
    if told.first_at is None:
        return _(
            "Cannot be reached? Two calls at least 8 hours apart, then 24 hours of silence, before the sender's "
            "wish is carried out."
        )
    shown = {"first": _clock(told.first_at), "second_from": _clock(told.second_from)}
    if told.second_at is None:
        return _("First notice %(first)s: a second one counts from %(second_from)s, then wait 24 hours.") % shown
    shown |= {"second": _clock(told.second_at), "from": _clock(told.disposal_from)}
    if at < told.disposal_from:
        return _("Two notices, %(first)s and %(second)s: wait until %(from)s, then do as the sender wishes.") % shown
    return _("Two notices, %(first)s and %(second)s, and 24 hours of silence: do as the sender wishes.") % shown


def _clock(instant: datetime) -> str:
    return timezone.localtime(instant).strftime("%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A follow-up, or that somebody opened the problem again."""

    at: datetime
    by: User | None
    note: str
    badge: Badge
    next_at: datetime | None = None


def shown_steps(problem: ProblemRecord) -> list[ShownStep]:
    """The newest first. Two statements."""
    steps = [
        ShownStep(step.at, step.by, step.note, outcome_badge(step), step.next_at)
        for step in problem.follow_ups.select_related("by")
    ]
    acts = AuditEntry.objects.filter(subject=subject_of(problem), action=REOPENED).select_related("actor")
    badge = Badge("open", _("Opened again"))
    steps += [ShownStep(act.at, act.actor, str(act.detail.get("why", "")), badge) for act in acts]
    return sorted(steps, key=lambda step: step.at, reverse=True)
