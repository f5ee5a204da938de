"""The false-scan radar: a night's look for patterns, and what a person makes of each. It never fines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.models import ProblemRecord
from shipments.quality.models import ProblemReview, RadarHit
from shipments.quality.rules import radar as rule
from shipments.quality.rules.radar import Found
from shipments.quality.sql.radar import FIND

#: Who looks at what the radar has found.
LOOKERS = frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR})
#: A day is over for the radar when its monitor day is.
CLOSES = timedelta(hours=3)
#: So many closed days are looked at each night: what phones uploaded late, and a night that was missed.
NIGHTS = 2

Source = Callable[[datetime, datetime], Iterable[Found]]
#: Patterns that storeys above know: complaints are theirs. Each is given the day's beginning and end.
_sources: dict[RadarHit.Pattern, Source] = {}


class FindingWord(TextChoices):
    """What a person makes of a pattern."""

    HARMLESS = "harmless", _("Harmless")
    UNCLEAR = "unclear", _("Unclear")
    GRAVE = "grave", _("Grave")


@dataclass(frozen=True, slots=True)
class Finding:
    word: str
    note: str = ""


def hang_source(pattern: RadarHit.Pattern, source: Source) -> None:
    """Let a storey above find a pattern of its own."""
    _sources[pattern] = source


def watched() -> list[RadarHit.Pattern]:
    """The patterns that somebody looks for."""
    return [each for each in RadarHit.Pattern if each != RadarHit.Pattern.COMPLAINED or each in _sources]


def look(at: datetime) -> dict[str, int]:
    """Look at the last NIGHTS closed days. Twice, or twice at once, changes nothing; what a person has said stays.

    writes   quality_radarhit
    """
    last = timezone.localdate(at - CLOSES) - timedelta(days=1)
    return {"hits": sum(look_at_day(last - timedelta(days=back), at=at) for back in range(NIGHTS))}


@transaction.atomic
def look_at_day(day: date, *, at: datetime) -> int:
    """Returns how many hits are new.

    writes   quality_radarhit
    """
    hits = [_hit(found, day, at=at) for found in find_patterns(day, at=at)]
    before = RadarHit.objects.filter(day=day).count()
    RadarHit.objects.bulk_create(hits, ignore_conflicts=True, batch_size=1000)
    return RadarHit.objects.filter(day=day).count() - before


def find_patterns(day: date, *, at: datetime) -> list[Found]:
    since, until = (timezone.make_aware(datetime.combine(each, time.min)) for each in (day, day + timedelta(days=1)))
    asked = {
        "since": since,
        "until": until,
        "at": at,
        "withdrawn_from": rule.WITHDRAWN_FROM,
        "scanned_before": rule.SCANNED_BEFORE,
        "bulk": rule.BULK,
        "bulk_within": rule.BULK_WITHIN,
        "apart": rule.APART,
        "apart_others": rule.APART_OTHERS,
        "between_places": rule.BETWEEN_PLACES,
        "named": rule.NAMED,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, asked)
        found = [Found(*row[:-1], numbers=tuple(row[-1])) for row in cursor.fetchall()]
    return found + [each for source in _sources.values() for each in source(since, until)]


def _hit(found: Found, day: date, *, at: datetime) -> RadarHit:
    facts = {
        "worker": found.worker,
        "at": found.at,
        "count": found.count,
        "since": found.since,
        "until": found.until,
        "other": found.other,
        "numbers": list(found.numbers),
    }
    said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in facts.items()}
    told = {name: value for name, value in said.items() if value not in (None, [])}
    return RadarHit(
        pattern=found.pattern, outlet_id=found.outlet, day=day, subject=found.subject, facts=told, found_at=at
    )


@transaction.atomic
def judge_hit(hit: RadarHit, finding: Finding, *, by: User, at: datetime) -> RadarHit:
    """Say what it is, once. What is grave goes on to the review of its problem pieces; no fine comes of it here.

    raises   Refused when somebody has said so already, without a note on what is grave, or at one's own outlet
    writes   quality_radarhit, quality_problemreview, audit_auditentry
    """
    hit = RadarHit.objects.select_for_update().get(pk=hit.pk)
    if hit.looked_at is not None:
        raise Refused(_("Somebody has looked at this meanwhile."), code="radar_looked_at")
    if hit.outlet_id in access_of(by).outlet_ids:
        raise Refused(_("It is your own outlet's: a colleague looks at it."), code="radar_own")
    if finding.word not in FindingWord.values:
        raise Refused(_("Choose what it is."), code="radar_finding")
    if finding.word == FindingWord.GRAVE and not finding.note.strip():
        raise Refused(_("Say what is grave about it."), code="radar_note")
    hit.finding, hit.note, hit.looked_by, hit.looked_at = finding.word, finding.note.strip(), by, at
    hit.save(update_fields=["finding", "note", "looked_by", "looked_at"])
    asked = _ask_for_reviews(hit, at=at) if finding.word == FindingWord.GRAVE else 0
    detail = {"finding": finding.word, "note": hit.note, "reviews": asked}
    record_act("radar.judge", f"quality.radarhit:{hit.pk}", by=by, at=at, detail=detail)
    return hit


def _ask_for_reviews(hit: RadarHit, *, at: datetime) -> int:
    """The pieces' problem records at that outlet, each once."""
    numbers = [hit.subject, *hit.facts.get("numbers", [])]
    records = ProblemRecord.objects.filter(
        piece__number__in=numbers, outlet=hit.outlet_id, withdrawn=False, review=None, proven_false_at=None
    )
    reviews = [ProblemReview(problem=each, outlet_id=each.outlet_id, why="radar", asked_at=at) for each in records]
    return len(ProblemReview.objects.bulk_create(reviews, ignore_conflicts=True))
