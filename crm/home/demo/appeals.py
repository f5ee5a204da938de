"""What outlets of the demo say against their fines: replies, and appeals in every state.

Through the services, each at the instant at which it would have happened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.pictures import OURS
from crm.home.demo.problems import torn_box
from outlets.models import Membership
from shipments.quality.models import Appeal, AppealEvidence, Fine, Violation
from shipments.quality.services.appeals import Grounds, Ruling, decide, give_leave, lodge, refuse_leave
from shipments.quality.services.posting import void_violations
from shipments.quality.services.replies import answer, reply

HOUR = timedelta(hours=1)
TEXTS = (
    "线车晚到或卸车晚\n调度记录显示车辆晚到，卸完即扫，月台监控可查。",
    "已按时完成，记录有误\n手持终端当时离线，恢复后才上传，设备时间可核对。",
    "暴雨、封路或停电\n当日暴雨封路，已在群内报备，附照片。",
    "非本网点的货件或任务\n错分件，到件当时已登记转出。",
)
REASONS = {
    "sustained": "{rule}：扫描时间与卸车时间均有记录，所述情况不影响时限。",
    "reduced": "{rule}：确有客观原因，但应先登记问题件；酌情减轻。",
    "overturned": "{rule}：调度记录与照片一致，责任不在网点。",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One fine's way: what the first instance said, then the second; None where it has not (yet).

    late     lodged after the time; `leave` says what became of it, None while it waits
    pursued  the outlet went on to the second instance
    """

    first: str | None = None
    late: bool = False
    leave: bool | None = None
    pursued: bool = False
    second: str | None = None
    moot: bool = False


OLD = (
    Story("sustained"),
    Story("reduced"),
    Story("overturned"),
    Story("sustained", pursued=True),
    Story("sustained", pursued=True, second="overturned"),
    Story("reduced", pursued=True, second="sustained"),
    Story(late=True),
    Story(late=True, leave=False),
    Story(late=True, leave=True),
    Story("overturned", late=True, leave=True),
    Story(moot=True),
)
FRESH = (Story(), Story(), Story(), Story("reduced"))


def write_appeals(*, seed: int, at: datetime) -> None:
    """
    writes   quality_appeal, …_appealevidence, …_finereply, …_fine, …_ledgerentry, audit_auditentry, one file
    """
    inspector, supervisor = (User.objects.get(username=f"{USERNAME_PREFIX}{name}") for name in ("inspector", "appeals"))
    rng, managers = Random(f"{seed} appeals"), _managers()
    announced = Fine.objects.exclude(notice=None).filter(outlet__in=managers).select_related("notice__notice")
    fresh = announced.filter(notice__reply_by__gt=at, state=Fine.State.ANNOUNCED)
    old = announced.filter(notice__reply_by__lte=at - 12 * HOUR).exclude(state__in=Fine.GONE)
    for stories, fines, sample in ((FRESH, fresh, 1), (OLD, old, 4)):
        for story, fine in zip(stories, _of_many_outlets(fines, len(stories), sample=sample), strict=False):
            _Teller(fine, managers[fine.outlet_id], inspector, supervisor, rng, at).tell(story)
    for fine in fresh.filter(state=Fine.State.ANNOUNCED).order_by("pk")[:3]:
        told_at = fine.notice.notice.published_at
        reply(fine, "已核实，当班人员已培训。", by=managers[fine.outlet_id], at=min(told_at + HOUR, at))
        answer(fine, "收到。如有异议请在时限内申诉。", by=inspector, at=min(told_at + 2 * HOUR, at))


def _managers() -> dict[int, User]:
    """By outlet, in the order in which the outlets were opened."""
    posts = Membership.objects.filter(role=Role.MANAGER).select_related("user").order_by("outlet", "-pk")
    return {post.outlet_id: post.user for post in posts}


def _of_many_outlets(fines: QuerySet[Fine], count: int, *, sample: int) -> list[Fine]:
    """The newest of each outlet; `sample` of the first outlet, whose people log in."""
    chosen: dict[int, list[Fine]] = {}
    for fine in fines.order_by("outlet", "-pk")[:2000]:
        chosen.setdefault(fine.outlet_id, []).append(fine)
    first, *others = chosen.values() or [[]]
    rounds = (row[place] for place in range(count) for row in (*others, first[sample:]) if place < len(row))
    return [*first[:sample], *islice(rounds, count)][:count]


@dataclass(frozen=True, slots=True)
class _Teller:
    fine: Fine
    manager: User
    inspector: User
    supervisor: User
    rng: Random
    now: datetime

    def tell(self, story: Story) -> None:
        notice = self.fine.notice
        began = notice.reply_by + 3 * HOUR if story.late else notice.notice.published_at + self._hours(1, 4)
        first = self._lodge(began)
        if story.moot:
            void_violations([self.fine.violation], Violation.VoidReason.MOVED, at=self._at(began + 2 * HOUR))
            return
        if story.leave is not None:
            judge = give_leave if story.leave else refuse_leave
            why = "当日停电，供电通知为证，准予受理。" if story.leave else "逾期无正当理由。"
            judge(first, why, by=self.supervisor, at=self._at(began + 2 * HOUR))
        if story.first:
            self._decide(first, story.first, by=self.inspector, at=began + 4 * HOUR)
        if story.pursued:
            second = self._lodge(began + 6 * HOUR)
            if story.second:
                self._decide(second, story.second, by=self.supervisor, at=began + 9 * HOUR)

    def _lodge(self, at: datetime) -> Appeal:
        at = self._at(at)
        appeal = lodge(self.fine, Grounds(self.rng.choice(TEXTS)), by=self.manager, at=at)
        if self.rng.random() < 0.6:
            _photograph(appeal, by=self.manager, at=at)
        return appeal

    def _decide(self, appeal: Appeal, outcome: str, *, by: User, at: datetime) -> None:
        owed = sum((entry.yuan for entry in self.fine.entries.all()), Decimal(0))
        if outcome == "reduced" and owed < 1:
            outcome = "sustained"
        left = (owed / 2).quantize(Decimal("0.01")) if outcome == "reduced" else None
        reason = REASONS[outcome].format(rule=self.fine.violation.rule)
        decide(appeal, Ruling(outcome, reason, left), by=by, at=self._at(at))

    def _at(self, at: datetime) -> datetime:
        return min(at, self.now)

    def _hours(self, low: int, high: int) -> timedelta:
        return self.rng.randrange(low * 60, high * 60) * timedelta(minutes=1)


def _photograph(appeal: Appeal, *, by: User, at: datetime) -> None:
    """One picture stands for all, below the folder that goes with the demo."""
    jpeg, name = torn_box(), f"{OURS}/appeal.jpg"
    path = Path(default_storage.path(name))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jpeg)
    kept = {"file_name": "现场.jpg", "file_type": "image/jpeg", "bytes": len(jpeg), "sha256": sha256(jpeg).hexdigest()}
    AppealEvidence.objects.create(appeal=appeal, file=name, by=by, at=at, **kept)
