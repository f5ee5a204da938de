"""The demo's relief orders, in every state, and the statements of months that are over. Through the services."""

from datetime import datetime, timedelta

from django.utils import timezone

from crm.accounts.models import User
from crm.home.demo.logins import USERNAME_PREFIX
from outlets.models import Outlet, Region
from shipments.quality.models import Violation
from shipments.quality.rules.relief import Relief
from shipments.quality.services.relief import decide_relief, propose_relief
from shipments.quality.services.statements import close_months

#: So many days ago the storm was.
STORM, FLOODED = 12, 3
HOURS = timedelta(hours=5)


def write_account(*, at: datetime) -> None:
    """
    writes   quality_relieforder, …_statement, …_fine, …_ledgerentry, …_appeal, audit_auditentry
    """
    inspector, supervisor = (User.objects.get(username=f"{USERNAME_PREFIX}{name}") for name in ("inspector", "appeals"))
    today, region, outlet = timezone.localdate(at), Region.objects.first(), Outlet.objects.order_by("code").last()
    storm, flood = today - timedelta(days=STORM), today - timedelta(days=FLOODED)
    late = [Violation.Charge.ARRIVAL, Violation.Charge.DELAY, Violation.Charge.SIGN]
    orders = (
        (
            Relief(storm, storm, region=region.pk, charges=late),
            "台风“海燕”，高速封闭 6 小时（交管通告已存档）。",
            True,
            "属实，按通告时段豁免。",
        ),
        (Relief(storm, today, outlet=outlet.pk), "网点反映人手不足。", False, "人手不足不是豁免理由。"),
        (Relief(flood, flood, outlet=outlet.pk, charges=late), "当日暴雨，门前道路积水，已附照片。", None, ""),
    )
    for relief, reason, approve, words in orders:
        order = propose_relief(relief, reason=reason, by=inspector, at=at - 2 * HOURS)
        if approve is not None:
            decide_relief(order, approve=approve, words=words, by=supervisor, at=at - HOURS)
    close_months(at)
