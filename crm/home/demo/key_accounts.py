"""The demo network's key accounts: shared by two managers, planned for, promised to, reviewed and given something.

Targets are chosen beside what was delivered, so that there is a promise that was kept, one that was broken and one
that is at risk, whatever the seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from crm.accounts.models import User
from crm.home.demo.logins import USERNAME_PREFIX
from customers.models import AccountExpense, Customer, KeyAccount, ServicePromise
from customers.queries.measures import tally_between
from customers.services.account_expenses import Wish, ask, decide, set_budget, spend
from customers.services.account_reviews import Minutes, hold, move
from customers.services.key_accounts import Need, Plan, add_need, share
from customers.services.promises import Terms, confirm, judge_promises, promise

Measure = ServicePromise.Measure
DAY = timedelta(days=1)
#: Days before the demo's now.
SHARED, ENDED = 29, 3
TARGETS = tuple(Decimal(target) for target in ("80", "85", "90", "92", "94", "95", "96", "97", "98", "99", "100"))
#: How many accounts each manager shares.
SHARES = (("manager", 4), ("manager2", 2))
BUDGETS = {"event": Decimal(60000), "gift": Decimal(30000), "award": Decimal(20000)}


@dataclass(frozen=True, slots=True)
class Story:
    """What one account is about: its objective, its needs in their order, and how often it is reviewed."""

    objective: str
    needs: tuple[tuple[str, str], ...]
    months: int


STORIES = (
    Story(
        "旺季（11月至次年1月）日发货量翻倍，派送准时率保持稳定，破损率减半。",
        (
            ("每天两次定时上门取件", "11:00、17:30 两班专车，司机固定"),
            ("易碎品包装", "提供加厚气柱袋，贴“轻放”标，分拨中心单独码放"),
            ("月度发货统计表", "每月 3 日前发送发货量、准时率、货损货差"),
        ),
        1,
    ),
    Story(
        "一年内把省内件全部交给我们承运，双方按月核对时效。",
        (
            ("下午 18:00 后仍可交件", "延长收件至 19:00，末班车前装车"),
            ("签收回单返还", "回单 5 日内返还，缺失逐票说明"),
            ("专人处理异常件", "客服文员林示范专线跟进，当日回复"),
        ),
        1,
    ),
    Story("新仓启用后由我们承接全部同城配送。", (("仓内贴单", "派驻一人，按批打印面单"), ("次日达覆盖珠三角", "")), 3),
    Story("", (("账单按店铺分开", "对账单按店铺编号拆分"),), 3),
    Story(
        "减少破损投诉，形成长期合作。",
        (("防潮包装", "雨季加套防水袋"), ("提前告知停发", "停发前 10 日书面通知")),
        2,
    ),
    Story("", (("代收货款及时返款", "T+2 返款，逐笔对账"),), 6),
)


def write_key_accounts(*, at: datetime) -> None:
    """
    writes   customers_keyaccount and its tables, customers_task, customers_touch
    """
    people = {name: _person(name) for name in ("crg", "executive", "manager", "manager2")}
    if people["crg"] is None:
        return
    accounts = [
        account
        for name, count in SHARES
        if (manager := people[name])
        for account in _share(manager, people["crg"], count=count, at=at)
    ]
    for account, story in zip(accounts, STORIES, strict=False):
        _plan(account, story, by=account.owner, at=at - 28 * DAY)
    _promise(accounts, at=at)
    _review(accounts, at=at)
    if people["executive"]:
        _spend(accounts, people["executive"], at=at)
    judge_promises(at)


def _person(name: str) -> User | None:
    return User.objects.filter(username=f"{USERNAME_PREFIX}{name}").first()


def _share(manager: User, group: User, *, count: int, at: datetime) -> list[KeyAccount]:
    """The manager's largest customers."""
    mine = Customer.objects.current().filter(outlet__memberships__user=manager, kind=Customer.Kind.ENTERPRISE)
    largest = mine.annotate(sent=Count("waybills")).filter(sent__gt=0).order_by("-sent", "pk")[:count]
    stories = STORIES if count > 2 else STORIES[-2:]
    plans = [Plan(group, story.objective, story.months) for story in stories]
    return [
        share(customer, plan, by=manager, at=at - SHARED * DAY) for customer, plan in zip(largest, plans, strict=False)
    ]


def _plan(account: KeyAccount, story: Story, *, by: User, at: datetime) -> None:
    for need, service in story.needs:
        add_need(account, Need(need, service, timezone.localdate(at)), by=by, at=at)


def _promise(accounts: Sequence[KeyAccount], *, at: datetime) -> None:
    today, begun = timezone.localdate(at), at - SHARED * DAY
    first, ended = timezone.localdate(begun) + DAY, today - ENDED * DAY
    until = today + 62 * DAY
    overs = [_measured(account, Measure.DELIVERED_IN_TIME, first, ended, at=at) for account in accounts]
    nows = [_measured(account, Measure.SIGNED_IN_TIME, ended, today, at=at) for account in accounts]
    for place, (account, over, now) in enumerate(zip(accounts, overs, nows, strict=True)):
        in_time, signed = _target(over, above=over == min(overs)), _target(now, above=now == min(nows))
        _make(account, "发往珠三角的票件按时送到", Measure.DELIVERED_IN_TIME, in_time, first, ended, at=begun)
        if place != 3:
            _make(account, "送达后当日可查签收", Measure.SIGNED_IN_TIME, signed, ended, until, at=begun)
        _make(account, "送达时外包装与内物完好", Measure.UNDAMAGED, Decimal("99.50"), first, until, at=begun)
    if len(accounts) > 1:
        _words(accounts, first, today, at=at)


def _words(accounts: Sequence[KeyAccount], first: date, today: date, *, at: datetime) -> None:
    """Promises by word: one confirmed, one that waits for somebody."""
    begun = at - SHARED * DAY
    report = Terms("每月 3 日前发送上月发货统计表", Measure.WORD, first, today - 12 * DAY, accounts[0].owner)
    kept = promise(accounts[0], report, by=accounts[0].owner, at=begun)
    confirm(kept, kept=True, note="2 日已发送，客户确认收到", by=accounts[0].owner, at=at - 11 * DAY)
    late = Terms("取件车 17:30 前到仓", Measure.WORD, first, today - DAY, accounts[1].owner)
    promise(accounts[1], late, by=accounts[1].owner, at=begun)


def _make(
    account: KeyAccount, words: str, measure: str, target: Decimal, first: date, until: date, *, at: datetime
) -> None:
    promise(account, Terms(words, measure, first, until, account.owner, target), by=account.owner, at=at)


def _measured(account: KeyAccount, measure: str, since: date, until: date, *, at: datetime) -> Decimal:
    tally = tally_between(ServicePromise(account=account, measure=measure), since, until, at=at)
    found = tally.percent if tally else None
    return Decimal(97) if found is None else found


def _target(found: Decimal, *, above: bool) -> Decimal:
    """The nearest usual target above what was found, or a good one below it."""
    if above:
        return next((target for target in TARGETS if target > found), TARGETS[-1])
    return max((target for target in TARGETS if target < found - 1), default=TARGETS[0])


def _review(accounts: Sequence[KeyAccount], *, at: datetime) -> None:
    """One was held, the others are planned: one of them is overdue."""
    if not accounts:
        return
    held_on = timezone.localdate(at) - 20 * DAY
    minutes = Minutes(
        held_on,
        "客户物流部李经理、采购部周女士；客户关系组郑示范",
        "旺季前时效基本稳定；两票玻璃器皿破损，客户要求改进内衬。",
        "1. 易碎品改用加厚气柱袋；2. 月度统计表增加货损一栏；3. 下月复核。",
    )
    hold(accounts[0].reviews.get(), minutes, by=accounts[0].owner, at=at - 20 * DAY)
    if len(accounts) > 2:
        overdue = accounts[2].reviews.get()
        early = at - 10 * DAY
        move(overdue, due_on=timezone.localdate(at) - 2 * DAY, by=accounts[2].owner, at=early)


def _spend(accounts: Sequence[KeyAccount], executive: User, *, at: datetime) -> None:
    today, asked = timezone.localdate(at), at - 25 * DAY
    years = {today.year, (today - 15 * DAY).year, (today + 40 * DAY).year}
    for year in sorted(years):
        for kind, yuan in BUDGETS.items():
            set_budget(year, kind, yuan=yuan, by=executive, at=asked)
    wishes = (
        ("gift", "客户物流部慰问礼盒", today - 15 * DAY, 680, 652, True),
        ("event", "客户开放日：参观分拨中心", today - 8 * DAY, 4800, 4655, True),
        ("award", "年度合作伙伴奖牌", today + 30 * DAY, 1200, None, True),
        ("gift", "演出票四张", today - 5 * DAY, 2400, None, False),
        ("gift", "新年礼盒", today + 35 * DAY, 900, None, None),
    )
    for place, (kind, title, day, budget, spent, approved) in enumerate(wishes):
        account = accounts[place % len(accounts)] if accounts else None
        if account is None:
            return
        contact = account.customer.contacts.filter(left_on=None).order_by("-main", "pk").first()
        wish = Wish(kind, title, day, Decimal(budget), contact)
        expense = ask(account, wish, by=account.owner, at=asked + place * DAY)
        _decide(expense, approved, spent, by=executive, at=asked + (place + 1) * DAY)
    manager = accounts[0].shared_by
    dinner = Wish("event", "旺季动员座谈会", today + 12 * DAY, Decimal(3000), note="双方仓库、客服各 5 人")
    ask(accounts[0], dinner, by=manager, at=at - 2 * DAY)


def _decide(expense: AccountExpense, approved: bool | None, spent: int | None, *, by: User, at: datetime) -> None:
    if approved is None:
        return
    decide(expense, approve=approved, by=by, at=at)
    if spent is not None:
        spend(expense, yuan=Decimal(spent), by=expense.asked_by, at=at + 5 * DAY)
