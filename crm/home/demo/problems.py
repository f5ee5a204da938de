"""Problem pieces of the demo: their reasons, photos of damage, follow-ups, a draft to finish, a row put aside.

Straight into the tables, set by set, from what the traffic has left there.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q
from PIL import Image, ImageDraw

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.pictures import OURS
from outlets.models import Membership
from shipments.models import DutySnooze, Picture, ProblemDraft, ProblemFollowUp, ProblemRecord, Waybill
from shipments.queries import workload
from shipments.services.problem_closing import close_problems

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: What the made-up sentences say, and the reason it is; the first that fits.
_REASONS = (
    (Q(category="delivery", matter__contains="拒收"), "refused"),
    (Q(category="delivery", matter__contains="下班"), "office_closed"),
    (Q(category="delivery", matter__contains="敲门"), "not_home"),
    (Q(category="delivery", matter__contains="封闭"), "no_entry"),
    (Q(category="delivery"), "rescheduled"),
    (Q(category="damage", matter__contains="渗漏"), "leaking"),
    (Q(category="damage"), "box_damaged"),
    (Q(category="transfer", matter__contains="搬迁"), "moved"),
    (Q(category="transfer"), "missorted"),
)
_STEPS = (
    ("in_talks", "已致电寄件人，答复下午给意见"),
    ("data_wanted", "请寄件人补充门牌号"),
    ("continue", "收件人同意明早送达"),
    ("return", "寄件人要求退回，等中班车"),
)
FOLLOWED, PHOTOS, OPEN_RUNS = 200, 60, 1000


def write_problems(*, seed: int, at: datetime) -> None:
    """
    writes   shipments_problemrecord, …_problemfollowup, …_problemdraft, …_picture, …_dutysnooze, one file
    """
    rng = Random(f"{seed} problems")
    for told, code in _REASONS:
        ProblemRecord.objects.filter(told, reason=None).update(reason=code)
    close_problems(at)
    _follow_up(rng, at=at)
    _photograph(rng)
    _begin(rng, at=at)


def _follow_up(rng: Random, *, at: datetime) -> None:
    """Of what is open most were asked after; a few wait, and some of those are due."""
    clerks = _clerks()
    waiting = ProblemRecord.objects.open().order_by("-registered_at", "event_id")[:FOLLOWED]
    steps, moved = [], []
    for number, record in enumerate(waiting):
        by = clerks.get(record.outlet_id)
        asked_at = record.registered_at + rng.randrange(30, 240) * MINUTE
        if by is None or asked_at >= at or number % 4 == 3:
            continue
        outcome, note = rng.choice(_STEPS)
        next_at = max(asked_at + 4 * HOUR, at + rng.randrange(-60, 600) * MINUTE)
        event_id = UUID(int=rng.getrandbits(128), version=4)
        steps.append(
            ProblemFollowUp(
                event_id=event_id, problem=record, at=asked_at, by=by, outcome=outcome, note=note, next_at=next_at
            )
        )
        record.follow_up_at = next_at
        moved.append(record)
    ProblemFollowUp.objects.bulk_create(steps)
    ProblemRecord.objects.bulk_update(moved, ["follow_up_at"], batch_size=500)


def _photograph(rng: Random) -> None:
    """One box with a torn corner stands for all."""
    jpeg, name = torn_box(), f"{OURS}/box.jpg"
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(jpeg)
    damaged = ProblemRecord.objects.filter(category="damage", withdrawn=False).order_by("-registered_at", "event_id")
    Picture.objects.bulk_create(
        [
            Picture(
                id=UUID(int=rng.getrandbits(128), version=4),
                outlet_id=record.outlet_id,
                waybill_id=record.waybill_id,
                event_id=record.event_id,
                kind=Picture.Kind.DAMAGE,
                file=name,
                width=480,
                height=360,
                bytes=len(jpeg),
                original_sha256=sha256(jpeg).hexdigest(),
                created_at=record.registered_at,
            )
            for record in damaged[:PHOTOS]
        ]
    )


def torn_box() -> bytes:
    photo = Image.new("RGB", (480, 360), (96, 98, 104))
    pen = ImageDraw.Draw(photo)
    pen.rectangle((70, 90, 410, 320), fill=(181, 138, 88), outline=(110, 80, 46), width=4)
    pen.rectangle((70, 190, 410, 214), fill=(214, 196, 150))
    pen.polygon([(410, 90), (410, 180), (330, 130), (372, 116), (318, 90)], fill=(40, 32, 26))
    pen.line([(330, 130), (296, 152), (312, 176)], fill=(60, 44, 30), width=5)
    file = BytesIO()
    photo.save(file, "JPEG", quality=80)
    return file.getvalue()


def _begin(rng: Random, *, at: datetime) -> None:
    """The sample courier has a form to finish and a row put aside."""
    courier = User.objects.filter(username=f"{USERNAME_PREFIX}courier").first()
    post = Membership.objects.filter(user=courier, role=Role.COURIER).first() if courier else None
    if post is None:
        return
    lines = workload.lines([post.outlet_id], "", at=at, size=OPEN_RUNS).rows
    later = [line for line in lines if line.next_due > at + 2 * HOUR]
    for line in lines[:1]:
        data = {"category": "delivery", "reason": "no_answer", "contact": "", "phone": ""}
        data |= {"occurred_at": "", "matter": "9:10拨打___共2次无人接听，已发短信，约___再次上门。"}
        event_id = UUID(int=rng.getrandbits(128), version=4)
        ProblemDraft.objects.create(
            person=courier,
            waybill=Waybill.objects.get(number=line.number),
            event_id=event_id,
            data=data,
            changed_at=at - 20 * MINUTE,
        )
    DutySnooze.objects.bulk_create(
        [
            DutySnooze(
                run_id=line.pk,
                outlet_id=post.outlet_id,
                reason=DutySnooze.Reason.AGREED,
                note="收件人午后在家",
                until=at + HOUR,
                by=courier,
                at=at - 10 * MINUTE,
            )
            for line in later[:2]
        ]
    )


def _clerks() -> dict[int, User]:
    """Who telephones at each outlet: a clerk for customers, else the manager."""
    found: dict[int, User] = {}
    posts: Iterable[Membership] = Membership.objects.filter(
        role__in=(Role.SERVICE_CLERK, Role.WAYBILL_CLERK, Role.MANAGER)
    ).select_related("user")
    for role in (Role.SERVICE_CLERK, Role.WAYBILL_CLERK, Role.MANAGER):
        for post in sorted(posts, key=lambda each: each.pk):
            if post.role == role:
                found.setdefault(post.outlet_id, post.user)
    return found
