"""What the demo network has noted of its market: three networks that do not exist, over ten months.

Prices rise and fall by steps, shares and coverage by little; two outlets have noted something of their own.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from crm.accounts.models import User
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.places import REGION_PREFIX
from customers.models import Competitor, MarketObservation
from outlets.models import Region

Kind = MarketObservation.Kind
#: Made up; `demo --remove` finds them by the beginning of their code.
NETWORKS = (("OWN", "本网络", True), ("LL", "示例蓝鹿", False), ("JF", "示例江风", False), ("YQ", "示例云桥", False))
#: Figure → its value for each network at the beginning, how far it goes a quarter, how often it is looked at in days.
FIGURES: dict[Kind, tuple[tuple[float, ...], float, int]] = {
    Kind.FIRST_KG_YUAN: ((0, 9.0, 8.5, 11.0), 0.4, 60),
    Kind.NEXT_KG_YUAN: ((0, 1.2, 1.0, 1.5), 0.1, 60),
    Kind.SHARE_PERCENT: ((21.0, 27.0, 18.5, 12.0), 1.2, 90),
    Kind.COVERAGE_PERCENT: ((93.0, 97.0, 90.0, 84.0), 0.6, 90),
    Kind.COMPLAINTS_PER_MILLION: ((14.2, 16.8, 22.5, 12.9), 1.6, 90),
    Kind.RESPONSE_MINUTES: ((38.0, 45.0, 62.0, 31.0), 4.0, 90),
}
SOURCES = {
    Kind.FIRST_KG_YUAN: "官网报价页",
    Kind.NEXT_KG_YUAN: "官网报价页",
    Kind.SHARE_PERCENT: "省快递协会季报（示例）",
    Kind.COVERAGE_PERCENT: "官网服务范围查询，抽查 60 个镇街",
    Kind.COMPLAINTS_PER_MILLION: "邮政管理局申诉通告（示例）",
    Kind.RESPONSE_MINUTES: "神秘顾客测试，每家 10 次",
}
BACK = 300


def write_market(*, seed: int, at: datetime) -> None:
    """
    writes   customers_competitor, customers_marketobservation
    """
    rng = Random(f"{seed} market")
    by = User.objects.filter(username=f"{USERNAME_PREFIX}crg").first()
    if by is None:
        return
    networks = Competitor.objects.bulk_create(
        [Competitor(code=f"{REGION_PREFIX}{code}", name=name, ours=ours) for code, name, ours in NETWORKS]
    )
    today = timezone.localdate(at)
    seen = [
        MarketObservation(
            competitor=network,
            region=region,
            kind=kind,
            value=value,
            observed_on=day,
            source=SOURCES[kind],
            noted_by=by,
            noted_at=at,
        )
        for region in Region.objects.filter(code__startswith=REGION_PREFIX).order_by("code")
        for kind, (values, step, every) in FIGURES.items()
        for network, first in zip(networks, values, strict=True)
        if first
        for day, value in _course(rng, first, step, every, today=today)
    ]
    seen += _of_outlets(networks[1], at=at)
    MarketObservation.objects.bulk_create(seen)


def _course(rng: Random, first: float, step: float, every: int, *, today: date) -> list[tuple[date, Decimal]]:
    value = first * (1 + rng.uniform(-0.12, 0.12))
    days = range(BACK - rng.randrange(20), 0, -every)
    course = []
    for back in days:
        course.append((today - timedelta(days=back), Decimal(str(round(min(value, 99.0), 2)))))
        value = max(value + rng.uniform(-step, step), step)
    return course


def _of_outlets(network: Competitor, *, at: datetime) -> list[MarketObservation]:
    """What two managers heard at the counter."""
    managers = User.objects.filter(username__in=[f"{USERNAME_PREFIX}manager", f"{USERNAME_PREFIX}manager2"])
    posts = [post for person in managers.order_by("pk") for post in person.memberships.select_related("outlet")]
    return [
        MarketObservation(
            competitor=network,
            region_id=post.outlet.region_id,
            outlet=post.outlet,
            kind=Kind.FIRST_KG_YUAN,
            value=Decimal("7.80"),
            observed_on=timezone.localdate(at) - timedelta(days=4),
            source="客户转述：月结协议价，未见单据",
            noted_by=post.user,
            noted_at=at,
        )
        for post in posts
        if post.outlet is not None
    ]
