"""What was said to customers of the demo, and what is owed to them next. Through the services, at past instants."""

from datetime import datetime, timedelta
from random import Random

from django.db.models import Count

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.logins import USERNAME_PREFIX
from customers.models import Customer, Task, Touch
from customers.services.searching import refresh_missing
from customers.services.tasks import close_task, open_task
from customers.services.touches import note_touch
from outlets.models import Outlet

#: So many customers of the first outlet, the biggest first, have been talked with.
TALKED_WITH, DAYS = 8, 45
TALKS = (
    (Touch.Kind.CALL_OUT, "问了本周发货量，下周大促预计翻倍，需要加一趟揽收。"),
    (Touch.Kind.CALL_IN, "客户问到付件怎么结算，已说明按月对账。"),
    (Touch.Kind.VISIT, "上门拜访，看了仓库；易碎品包装要加厚，已留样。"),
    (Touch.Kind.NOTE, "财务换人，月结单改寄新地址，等书面确认。"),
    (Touch.Kind.CALL_OUT, "回复上次破损件的处理，客户满意。"),
    (Touch.Kind.MEETING, "与对方物流主管碰头：希望 17:30 前最后一次揽收。"),
    (Touch.Kind.CALL_IN, "客户比较了两家报价，价格高一成但更准时，愿意继续。"),
)
#: Title, hours until it is due as of now (negative: overdue), what came of it where it is done.
STEPS = (
    ("寄新价目表", 5, ""),
    ("确认大促期间的揽收时间", 26, ""),
    ("把月结单寄到新地址", -20, ""),
    ("带加厚包装样品上门", 72, ""),
    ("回复破损件赔付", -60, "已转账，客户确认收到。"),
)


def write_customer_touches(*, seed: int, at: datetime) -> None:
    """
    writes   customers_searchentry, customers_touch, customers_task
    """
    refresh_missing()
    rng = Random(f"{seed} touches")
    clerk = User.objects.get(username=f"{USERNAME_PREFIX}service")
    manager = User.objects.get(username=f"{USERNAME_PREFIX}manager")
    outlet = Outlet.objects.filter(memberships__user=manager).order_by("code").first()
    known = Customer.objects.current().filter(outlet=outlet).annotate(sent=Count("waybills"))
    customers = list(known.order_by("-sent", "pk")[:TALKED_WITH])
    for place, customer in enumerate(customers):
        _talk(customer, rng.sample(TALKS, k=max(2, 6 - place)), (clerk, manager), rng, at=at)
    for place, (title, hours, result) in enumerate(STEPS[: len(customers)]):
        whose = {"owner": clerk} if place % 2 == 0 else {"role": Role.MANAGER}
        due_at = at + timedelta(hours=hours)
        opened_at = min(at, due_at) - timedelta(days=2)
        task = open_task(customers[place % 3], title=title, due_at=due_at, at=opened_at, by=manager, **whose)
        if result:
            close_task(task, by=clerk, at=due_at - timedelta(hours=3), result=result)
    if customers:
        title = "回访时说不满意：晚到三次，请经理致电"
        kind = Task.Kind.DISSATISFIED
        due_at = at + timedelta(hours=3)
        open_task(customers[0], title=title, kind=kind, due_at=due_at, at=at - timedelta(hours=1), role=Role.MANAGER)


def _talk(
    customer: Customer, talks: list[tuple[Touch.Kind, str]], people: tuple[User, ...], rng: Random, *, at: datetime
) -> None:
    ago = sorted((rng.randrange(3, DAYS * 24) for _ in talks), reverse=True)
    for hours, (kind, text) in zip(ago, talks, strict=True):
        note_touch(customer, kind, text, by=rng.choice(people), at=at - timedelta(hours=hours))
