"""Fine notices: the day's fines told to each outlet by category, the time to reply, and what comes when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from outlets.models import Notice
from outlets.services.notices import Facts, ask_again, publish_facts
from shipments.quality.models import FineNotice
from shipments.quality.rules.fine_states import Step, before
from shipments.quality.rules.notice_categories import CATEGORIES
from shipments.quality.services.replies import SPEAKERS
from shipments.quality.sql.notices import ANNOUNCE, LOCK, SETTLE, TO_ANNOUNCE, UNANSWERED
from shipments.services.clocks import edition_in_force

#: The network's local time from which the day's notices go out; they tell what was posted before it.
ANNOUNCED_FROM = time(8)
#: The outlet is told so long before the time to reply ends.
TOLD_BEFORE = timedelta(hours=24)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Bundle:
    """The day's fines of one outlet and category, by their keys."""

    outlet: int
    category: str
    fines: Sequence[int]


@transaction.atomic
def announce(at: datetime) -> int:
    """Tell outlets what was posted before 08:00 of this day: one notice per outlet and category. Returns how many.

    Before 08:00 it does nothing; what is posted later waits for the next day. Safe to run twice, or twice at once.
    writes   outlets_notice…, quality_finenotice, quality_fine
    """
    local = timezone.localtime(at)
    if local.time() < ANNOUNCED_FROM or not (bundles := _bundles(local)):
        return 0
    hours = edition_in_force(at).reply_hours
    reply_by = [at + timedelta(hours=hours[bundle.category]) for bundle in bundles]
    notices = publish_facts(
        Notice.Kind.FINES,
        [Facts(bundle.outlet, until) for bundle, until in zip(bundles, reply_by, strict=True)],
        roles=SPEAKERS,
        at=at,
    )
    told = FineNotice.objects.bulk_create(
        [
            FineNotice(
                notice=notice,
                outlet_id=bundle.outlet,
                category=bundle.category,
                announced_on=local.date(),
                reply_by=notice.reply_by,
            )
            for notice, bundle in zip(notices, bundles, strict=True)
        ]
    )
    _link(bundles, told)
    return len(told)


@transaction.atomic
def tell_expiry(at: datetime) -> int:
    """Ask once more about fines that nobody answered and whose time ends within a day. Returns how many notices.

    Safe to run twice, or twice at once: each notice is claimed by one of them.
    writes   quality_finenotice, outlets_noticeversion, outlets_notice
    """
    running = FineNotice.objects.filter(expired_at=None, expiry_told_at=None, reply_by__lte=at + TOLD_BEFORE)
    claimed = _claim(running.filter(reply_by__gt=at))
    if claimed:
        FineNotice.objects.filter(pk__in=claimed).update(expiry_told_at=at)
        with connection.cursor() as cursor:
            cursor.execute(UNANSWERED, {"notices": claimed})
            ask_again([notice for (notice,) in cursor.fetchall()], at=at)
    return len(claimed)


@transaction.atomic
def expire(at: datetime) -> int:
    """Settle what was neither appealed nor decided when its time was over. Returns of how many notices.

    The last instant still belongs to the outlet.

    Safe to run twice, or twice at once: each notice is claimed by one of them.
    writes   quality_finenotice, quality_fine
    """
    claimed = _claim(FineNotice.objects.filter(expired_at=None, reply_by__lt=at))
    if claimed:
        with connection.cursor() as cursor:
            only = sorted(str(state) for state in before(Step.SETTLE))
            cursor.execute(SETTLE, {"notices": claimed, "only": only})
        FineNotice.objects.filter(pk__in=claimed).update(expired_at=at)
    return len(claimed)


def _bundles(local: datetime) -> list[Bundle]:
    """What this day announces and has not, held until the transaction ends; none when another announces just now."""
    given = {
        "day": local.date(),
        "before": timezone.make_aware(datetime.combine(local.date(), ANNOUNCED_FROM)),
        "charges": list(CATEGORIES),
        "categories": list(CATEGORIES.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return []
        cursor.execute(TO_ANNOUNCE, given)
        return [Bundle(*row) for row in cursor.fetchall()]


def _link(bundles: Sequence[Bundle], told: Sequence[FineNotice]) -> None:
    pairs = [(fine, notice.pk) for notice, bundle in zip(told, bundles, strict=True) for fine in bundle.fines]
    with connection.cursor() as cursor:
        cursor.execute(ANNOUNCE, {"fines": [fine for fine, _ in pairs], "notices": [told for _, told in pairs]})


def _claim(rows: QuerySet[FineNotice]) -> list[int]:
    return list(rows.order_by("reply_by").select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
