"""What is heard elsewhere than in surveys: mystery visits at outlets, and focus groups around a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Customer, FocusGroup, MysteryVisit
from customers.rules.survey_sampling import Stratum
from customers.services.surveys import strata_of
from outlets.models import Outlet

FEWEST, MOST = 6, 12
TIERS = frozenset({Stratum.A, Stratum.B, Stratum.C})


@dataclass(frozen=True, slots=True)
class Visited:
    """scores: attribute of the surveys → 1 to 5."""

    outlet: Outlet
    on: date
    scores: Mapping[str, int]
    findings: str


@dataclass(frozen=True, slots=True)
class Group:
    on: date
    topic: str
    place: str
    moderator: str
    members: Sequence[Customer]
    findings: str = ""
    actions: str = ""


def note_visit(visited: Visited, *, by: User, at: datetime) -> MysteryVisit:
    """
    raises   Refused for a day to come, or without any score
    writes   customers_mysteryvisit, audit_auditentry
    """
    _check_day(visited.on, at)
    if not visited.scores:
        raise Refused(_("Give a score for one attribute at least."), code="no_score")
    with transaction.atomic():
        row = MysteryVisit.objects.create(
            outlet=visited.outlet,
            on=visited.on,
            scores=dict(visited.scores),
            findings=visited.findings,
            by=by,
            noted_at=at,
        )
        record_act("mystery_visit.note", f"customers.mysteryvisit:{row.pk}", by=by, at=at)
    return row


@transaction.atomic
def keep_group(group: Group, *, row: FocusGroup | None = None, by: User, at: datetime) -> FocusGroup:
    """Write down who came and what was said; `row`: correct what was written.

    raises   Refused unless 6 to 12 different customers came, of every tier; for a day to come
    writes   customers_focusgroup, its members, audit_auditentry
    """
    _check_day(group.on, at)
    members = list(dict.fromkeys(group.members))
    if not FEWEST <= len(members) <= MOST:
        words = _("A focus group has %(fewest)s to %(most)s customers, not %(number)s.")
        facts = {"fewest": FEWEST, "most": MOST, "number": len(members)}
        raise Refused(words % facts, code="group_size")
    strata = strata_of([each.pk for each in members])
    tiers = set(strata.values()) | _tiers_of_the_lost(members, strata)
    if missing := sorted(TIERS - tiers):
        words = _("Nobody of tier %(tiers)s sits at the table: ask customers of every tier.")
        raise Refused(words % {"tiers": ", ".join(missing)}, code="group_tiers")
    row = row or FocusGroup(noted_at=at, noted_by=by)
    row.on, row.topic, row.place, row.moderator = group.on, group.topic, group.place, group.moderator
    row.findings, row.actions = group.findings, group.actions
    row.strata = [str(strata[each.pk]) for each in members]
    row.save()
    row.members.set(members)
    record_act("focus_group.keep", f"customers.focusgroup:{row.pk}", by=by, at=at, detail={"members": len(members)})
    return row


def _tiers_of_the_lost(members: Sequence[Customer], strata: Mapping[int, str]) -> set[str]:
    """Whoever is lost speaks for the tier it had."""
    lost = [each for each in members if strata[each.pk] == Stratum.LOST]
    return {each.standing.tier for each in lost if hasattr(each, "standing")}


def _check_day(day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise Refused(_("This day is still to come."), code="day_ahead")
