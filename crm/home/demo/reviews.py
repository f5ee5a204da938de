"""What inspectors of the demo have judged, drawn and weighed; the rest waits for whoever looks around.

Through the services, each at an instant shortly before the demo's now.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Count, Q

from crm.accounts.models import User
from crm.home.demo.logins import USERNAME_PREFIX
from shipments.models import ProblemRecord, Waybill
from shipments.quality.models import ProblemReview, SpotCheck, SpotCheckItem
from shipments.quality.services.reviews import Finding, call_back, fill_queue, judge
from shipments.quality.services.spot_checks import Draw, draw, judge_item
from shipments.quality.services.weights import weigh

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: Verdicts of the queue's oldest; what the receiver said proves the false one.
VERDICTS = (
    Finding("pass"),
    Finding("improper", "天气不是理由，应写明与收件人约定的时间", "IV2"),
    Finding("pass"),
    Finding("false", "收件人称当日在家，无人联系"),
    Finding("pass"),
    Finding("improper", "未写明联系经过", "IV1"),
)
FINDINGS = ("快件露天堆放", "面单被遮盖，无法扫描", "签收照片与地址不符")
DRAWN, WORKED, WEIGHED = 24, 13, 14


def write_reviews(*, seed: int, at: datetime) -> None:
    """
    writes   quality_problemreview, …_spotcheck, …_spotcheckitem, …_weightcheck, and what judging and weighing write
    """
    rng = Random(f"{seed} reviews")
    inspector = User.objects.filter(username=f"{USERNAME_PREFIX}inspector").first()
    if inspector is None:
        return
    fill_queue(at)
    _judge(inspector, at=at)
    _spot_check_problems(rng, inspector, at=at)
    _spot_check_waybills(rng, inspector, at=at)
    _weigh(rng, inspector, at=at)


def _judge(by: User, *, at: datetime) -> None:
    waiting = ProblemReview.objects.filter(verdict="", asked_at__lt=at - 2 * HOUR).order_by("asked_at", "pk")
    instants, oldest = _minutes(at - HOUR), waiting[: waiting.count() // 2]
    for review, finding in zip(oldest, VERDICTS, strict=False):
        now = next(instants)
        if finding.verdict == "false":
            call_back(review, result="reached", note="当天在家，没有人打过电话", by=by, at=now)
        judge(review, finding, by=by, at=now)


def _spot_check_problems(rng: Random, by: User, *, at: datetime) -> None:
    """Half worked off: of the region with most problem pieces."""
    rows = ProblemRecord.objects.filter(withdrawn=False)
    regions = rows.values_list("outlet__region", "outlet__region__code").annotate(count=Count("pk"))
    if (region := regions.order_by("-count", "outlet__region").first()) is None:
        return
    rows, criteria = rows.filter(outlet__region=region[0]), {"region": region[1]}
    asked = Draw(SpotCheck.Subject.PROBLEM, "问题件月度抽查", rng.randrange(2**31), DRAWN, [by], criteria)
    check = draw(rows, asked, by=by, at=at - 2 * HOUR)
    instants = _minutes(at - HOUR)
    for item in check.items.filter(verdict="")[:WORKED]:
        improper = item.place % 6 == 0
        finding = Finding("improper", "联系人与面单不符", "IV1") if improper else Finding("pass")
        judge_item(item, finding, by=by, at=next(instants))


def _spot_check_waybills(rng: Random, by: User, *, at: datetime) -> None:
    """Worked off: at the outlet with most goods, mostly well."""
    busy = Waybill.objects.values_list("destination", "destination__code").annotate(count=Count("pk"))
    if (outlet := busy.order_by("-count", "destination").first()) is None:
        return
    rows = Waybill.objects.filter(Q(origin=outlet[0]) | Q(destination=outlet[0]))
    seed, criteria = rng.randrange(2**31), {"outlet": outlet[1]}
    asked = Draw(SpotCheck.Subject.WAYBILL, "操作部现场抽查", seed, DRAWN, [by], criteria, outlet[0])
    check = draw(rows, asked, by=by, at=at - 26 * HOUR)
    instants = _minutes(at - 25 * HOUR)
    for item, words in zip(check.items.order_by("place")[2::9], FINDINGS, strict=False):
        judge_item(item, Finding("improper", words), by=by, at=next(instants))
    SpotCheckItem.objects.filter(check_of=check, verdict="").update(verdict="pass", judged_at=next(instants))


def _weigh(rng: Random, by: User, *, at: datetime) -> None:
    instants = _minutes(at - HOUR)
    for number, waybill in enumerate(Waybill.objects.exclude(weight_kg=None).order_by("-pk")[:WEIGHED]):
        off = rng.randrange(120, 900) if number % 4 == 1 else rng.randrange(-30, 40)
        weighed = max(waybill.weight_kg + Decimal(off) / 1000, Decimal("0.010"))
        weigh(waybill, weighed, by=by, at=next(instants))


def _minutes(since: datetime) -> Iterator[datetime]:
    while True:
        yield since
        since += 2 * MINUTE
