"""Points of the demo: old ones that ended month by month or bought something, and what each month has earned since."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from crm.home.sql import demo_points as sql
from customers.models import Reward
from shipments.services.points import earn_points

#: What the names of the demo's rewards end with: `demo --remove` finds them by it.
MADE_UP = "（示例）"
#: In Chinese, in English, points, how many are left.
REWARDS = (
    ("纸箱五个", "Five cartons", 120, None),
    ("免首重券一张", "First kilo free, once", 300, None),
    ("保温杯", "Thermos bottle", 900, 34),
    ("电子秤", "Parcel scales", 2400, 6),
    ("手推车", "Hand truck", 6000, 0),
)


def write_points(*, at: datetime) -> None:
    """Set-based; the last days' waybills earn by the sweep itself.

    writes   customers_reward, customers_pointentry
    """
    rewards = Reward.objects.bulk_create(
        Reward(name=f"{name}{MADE_UP}", name_en=name_en, points=points, stock=stock)
        for name, name_en, points, stock in REWARDS
    )
    bought = rewards[2]
    told = {"today": timezone.localdate(at), "reward": bought.pk, "points": bought.points}
    with connection.cursor() as cursor:
        for statement in (sql.OLD, sql.EARNED, sql.REDEEMED, sql.EXPIRED):
            cursor.execute(statement, told)
    earn_points(at)
