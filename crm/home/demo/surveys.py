"""What the demo's customers have answered in the last 30 days: after deliveries, after complaints, and in one sample.

Straight into the tables, since it lies in the past; nobody is written to. Outlets differ, so that figures do too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.churn import HEADS
from crm.home.demo.logins import USERNAME_PREFIX
from crm.shared.sentences import kept
from customers.models import (
    Customer,
    FocusGroup,
    Invitation,
    MysteryVisit,
    Survey,
    SurveyAnswer,
    SurveyRound,
    Task,
)
from customers.queries.surveys import survey_in_force, token_hash
from customers.rules.survey_forms import Told, from_data, told
from customers.services.surveys import strata_of, token_of
from outlets.models import Outlet

ASKED, COMPLAINED, DAYS = 420, 24, 30
SAMPLE = {"A": 60, "B": 50, "C": 80, "lost": 24}
#: How many of a hundred answer a link, and how many of those write something.
ANSWERING, WRITING = 38, 45
COMMENTS = {
    1: ("晚到两天，打电话没人接。", "箱子压坏了，里面也湿了。", "显示已签收，但我没有收到。"),
    2: ("说好上午送，晚上才到。", "放在楼下没有通知。", "快递员态度不好。"),
    3: ("一般，能不能固定时间取件？", "外包装有破损，里面没事。", "信息更新慢。"),
    4: ("比以前快了。", "快递员很有礼貌，周末取件再早点就好。", "总体不错。"),
    5: ("一直用你们家，准时。", "送货前会打电话，很好。", "", "取件很快，谢谢。"),
}
RIVALS = ("示例蓝鹿", "示例江风", "示例云桥")
#: How much each attribute matters, and how well it is done, on average: prices and help are where it hurts.
PAIRS = {
    "punctuality": (4.7, 3.9),
    "care": (4.5, 4.2),
    "manner": (3.6, 4.4),
    "tracking": (3.8, 3.9),
    "price": (4.2, 3.1),
    "help": (4.6, 3.0),
}
VISITS = (
    (
        3,
        {"punctuality": 4, "manner": 5, "tracking": 4, "help": 3},
        "柜台三分钟内接待，主动介绍时效；问到理赔时要翻手册。",
    ),
    (9, {"manner": 3, "price": 4, "help": 2}, "电话响了七声才接；破损件怎么赔说法前后不一。"),
    (16, {"punctuality": 5, "care": 5, "manner": 4}, "寄易碎品，主动加固并拍照，次日上午送达。"),
    (24, {"manner": 4, "tracking": 3, "price": 3}, "报价与官网一致；查件要报全号，不会用后四位。"),
)


@dataclass(slots=True)
class _Asked:
    """An invitation, and how content its outlet's customers are: -1 to 1."""

    invitation: Invitation
    mood: float


def write_surveys(*, seed: int, at: datetime) -> None:
    """
    writes   customers_invitation, customers_surveyanswer, customers_surveyround, customers_task,
             customers_mysteryvisit, customers_focusgroup
    """
    rng = Random(f"{seed} surveys")
    by = User.objects.filter(username=f"{USERNAME_PREFIX}crg").first()
    forms = {kind: survey_in_force(kind) for kind in Survey.Kind.values}
    if by is None or not all(forms.values()):
        return
    people = _people(rng)
    asked = [*_after(rng, "delivery", people[:ASKED], forms["delivery"], at=at)]
    asked += _after(rng, "complaint", people[ASKED : ASKED + COMPLAINED], forms["complaint"], at=at)
    asked += _sampled(rng, people[ASKED + COMPLAINED :], forms["periodic"], by=by, at=at)
    Invitation.objects.bulk_create([each.invitation for each in asked], batch_size=2000)
    _write_answers(rng, asked, at=at)
    _write_visits(by=by, at=at)
    _write_group(people, by=by, at=at)


def _people(rng: Random) -> list[tuple[Customer, str]]:
    """Customers and their strata, those of the outlets with a login first."""
    known = Outlet.objects.filter(memberships__user__username__in=HEADS).values("pk")
    rows = Customer.objects.current().exclude(phone="").only("pk", "outlet_id", "name").order_by("pk")
    near = list(rows.filter(outlet__in=known)[:180])
    far = list(rows.exclude(outlet__in=known)[:4000])
    rng.shuffle(near)
    rng.shuffle(far)
    half = len(near) // 2
    people = [*near[:half], *far[: ASKED + COMPLAINED - half], *near[half:], *far[ASKED + COMPLAINED - half :]]
    strata = strata_of([each.pk for each in people])
    return [(each, strata[each.pk]) for each in people]


def _after(
    rng: Random, kind: str, people: Iterable[tuple[Customer, str]], survey: Survey, *, at: datetime
) -> Iterator[_Asked]:
    for customer, stratum in people:
        invited_at = at - timedelta(minutes=rng.randrange(60, DAYS * 24 * 60))
        yield _asked(customer, stratum, survey, f"{kind}:demo{customer.pk}", invited_at=invited_at)


def _sampled(
    rng: Random, people: Iterable[tuple[Customer, str]], survey: Survey, *, by: User, at: datetime
) -> Iterator[_Asked]:
    """A sample drawn 18 days ago: open still."""
    drawn_at = at - timedelta(days=18)
    left, populations = dict(SAMPLE), dict.fromkeys(SAMPLE, 0)
    chosen = []
    for customer, stratum in people:
        populations[stratum] += 1
        if left[stratum]:
            left[stratum] -= 1
            chosen.append((customer, stratum))
    round_ = SurveyRound.objects.create(
        survey=survey,
        name=f"满意度抽样 {drawn_at:%Y-%m}",
        seed=rng.randrange(1, 2**31),
        sizes=SAMPLE,
        populations=populations,
        drawn_at=drawn_at,
        drawn_by=by,
    )
    for customer, stratum in chosen:
        key = f"round:{round_.pk}:{customer.pk}"
        yield _asked(customer, stratum, survey, key, invited_at=drawn_at, round=round_)


def _asked(customer: Customer, stratum: str, survey: Survey, key: str, *, invited_at: datetime, **more: Any) -> _Asked:
    invitation = Invitation(
        survey=survey,
        key=key,
        customer=customer,
        outlet_id=customer.outlet_id,
        stratum=stratum,
        token_hash=token_hash(token_of(key)),
        invited_at=invited_at,
        closes_at=invited_at + timedelta(days=survey.open_days),
        **more,
    )
    return _Asked(invitation, Random(customer.outlet_id).uniform(-1, 1) - (0.8 if stratum == "lost" else 0))


def _write_answers(rng: Random, asked: Iterable[_Asked], *, at: datetime) -> None:
    answers: list[SurveyAnswer] = []
    tasks: list[tuple[SurveyAnswer, Task]] = []
    for each in asked:
        row = each.invitation
        answered_at = row.invited_at + timedelta(minutes=min(rng.expovariate(1 / 900), 12 * 24 * 60))
        if rng.randrange(100) >= ANSWERING or answered_at > at:
            continue
        said = told(from_data(row.survey.questions), dict(_given(rng, row.survey, each.mood)))
        answer = _answer(row, said, answered_at)
        answers.append(answer)
        if said.low:
            tasks.append((answer, _task(rng, row, said, answered_at, at=at)))
    Task.objects.bulk_create([task for _answer, task in tasks], batch_size=2000)
    for answer, task in tasks:
        answer.task = task
    SurveyAnswer.objects.bulk_create(answers, batch_size=2000)


def _given(rng: Random, survey: Survey, mood: float) -> Iterator[tuple[str, Any]]:
    stars = round(min(5, max(1, rng.gauss(4.3 + 0.45 * mood, 0.9))))
    for question in survey.questions:
        code, kind = question["code"], question["kind"]
        if kind == "stars":
            yield code, stars
        elif kind == "nps":
            yield code, round(min(10, max(0, 2 * stars - 0.6 + rng.gauss(0, 1.2))))
        elif kind == "pair" and rng.randrange(100) < 85:
            importance, satisfaction = (round(min(5, max(1, rng.gauss(mean, 0.8)))) for mean in PAIRS.get(code, (3, 3)))
            yield code, {"importance": importance, "satisfaction": satisfaction}
        elif kind == "choice" and rng.randrange(100) < 70:
            yield code, rng.choice(question["choices"])["code"]
        elif kind == "competitor" and rng.randrange(100) < 35:
            yield code, rng.choice(RIVALS)
        elif kind == "text" and rng.randrange(100) < WRITING:
            yield code, rng.choice(COMMENTS[stars])


def _answer(row: Invitation, said: Told, answered_at: datetime) -> SurveyAnswer:
    row.opened_at = answered_at
    return SurveyAnswer(
        invitation=row,
        survey=row.survey,
        outlet_id=row.outlet_id,
        stratum=row.stratum,
        answers=said.answers,
        csat=said.csat,
        nps=said.nps,
        comment=said.comment,
        competitor=said.competitor,
        answered_at=answered_at,
    )


def _task(rng: Random, row: Invitation, said: Told, answered_at: datetime, *, at: datetime) -> Task:
    """Called by the day after, but for those of these days."""
    called_at = answered_at + timedelta(hours=rng.randrange(2, 22))
    words, facts = "Survey, %(stars)s of 5 stars: %(note)s", {"stars": said.csat, "note": said.comment or "—"}
    if said.csat is None:
        words, facts = "Survey, %(points)s of 10 points: %(note)s", {"points": said.nps, "note": said.comment or "—"}
    done: Mapping[str, Any] = {"done_at": called_at, "result": "已致电致歉，客户接受。"} if called_at < at else {}
    return Task(
        customer_id=row.customer_id,
        outlet_id=row.outlet_id,
        kind=Task.Kind.DISSATISFIED,
        title=kept(words, limit=200, **facts),
        role=Role.MANAGER,
        due_at=answered_at + timedelta(hours=24),
        opened_at=answered_at,
        key=f"survey:{row.pk}",
        **done,
    )


def _write_visits(*, by: User, at: datetime) -> None:
    outlets = list(Outlet.objects.filter(memberships__user__username__in=HEADS).order_by("pk").distinct())[:2]
    outlets += list(Outlet.objects.exclude(pk__in=[each.pk for each in outlets]).order_by("pk")[:2])
    MysteryVisit.objects.bulk_create(
        MysteryVisit(
            outlet=outlet,
            on=(at - timedelta(days=days)).date(),
            scores=scores,
            findings=findings,
            by=by,
            noted_at=at - timedelta(days=days - 1),
        )
        for outlet, (days, scores, findings) in zip(outlets, VISITS, strict=False)
    )


def _write_group(people: list[tuple[Customer, str]], *, by: User, at: datetime) -> None:
    """Eight around a table, of every tier and two of the lost."""
    wanted = {"A": 2, "B": 2, "C": 2, "lost": 2}
    members = []
    for customer, stratum in people:
        if wanted[stratum]:
            wanted[stratum] -= 1
            members.append((customer, stratum))
    group = FocusGroup.objects.create(
        on=(at - timedelta(days=12)).date(),
        topic="理赔为什么让人不放心",
        place="总部三楼会议室",
        strata=[stratum for _customer, stratum in members],
        findings="多数人不知道破损要在多久内报；有人两次交材料；希望有一个人跟到底。\n价格可以接受，但要提前说清楚。",
        actions="理赔一页纸说明放到签收短信里；每个网点指定一名理赔联系人；三个月后请同一批客户再评。",
        moderator="郑示范",
        noted_at=at - timedelta(days=11),
        noted_by=by,
    )
    group.members.set([customer for customer, _stratum in members])
