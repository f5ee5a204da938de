"""What the radar of the demo has found in its last days, half looked at; and the score of the month before.

Through the services, each at an instant shortly before the demo's now.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.people import first_no
from outlets.access import OPERATOR
from outlets.models import Outlet
from shipments.models import Piece
from shipments.quality.models import RadarHit
from shipments.quality.services.performance import score_last_month
from shipments.quality.services.radar import Finding, judge_hit, look_at_day
from shipments.services.scans import Scan, record_scans

DAYS = 5
FINDINGS = (
    Finding("harmless", "收件人约定时间，聊天记录可查"),
    Finding("unclear", "已请网点说明"),
    Finding("harmless", "手机离线，恢复后上传"),
)


def write_watching(*, seed: int, at: datetime) -> None:
    """
    writes   quality_radarhit, quality_score, shipments_scanevent, audit_auditentry
    """
    today = timezone.localdate(at)
    _be_in_two_places(timezone.make_aware(datetime.combine(today - timedelta(days=1), time(12))), seed=seed, at=at)
    for back in range(1, DAYS + 1):
        look_at_day(today - timedelta(days=back), at=at)
    inspector = User.objects.filter(username=f"{USERNAME_PREFIX}inspector").first()
    hits = RadarHit.objects.order_by("day", "pk")
    if inspector is not None:
        for hit, finding in zip(hits, FINDINGS, strict=False):
            judge_hit(hit, finding, by=inspector, at=at - timedelta(hours=1))
    score_last_month(at)


def _be_in_two_places(noon: datetime, *, seed: int, at: datetime) -> None:
    """The first outlet's courier weighs a parcel there and, seven minutes later, one at another outlet."""
    outlets = list(Outlet.objects.order_by("code")[:2])
    worker = first_no(outlets[0].code, Role.COURIER)
    pieces = [Piece.objects.filter(destination=each, seen_until__gt=noon).order_by("pk").first() for each in outlets]
    scans = [
        Scan(
            UUID(int=(seed << 64) + 0xACC0 + place, version=4),
            "weigh",
            piece.number,
            outlet.code,
            noon + timedelta(minutes=7 * place),
            detail={"operator": worker},
        )
        for place, (outlet, piece) in enumerate(zip(outlets, pieces, strict=True))
        if piece is not None
    ]
    record_scans(scans, source="demo", access=OPERATOR, at=at)
