"""Around the demo's days: documents and who has read them, courses and who has passed them, notes of days.

Straight into the tables, set by set; all readings, records and notes lie before `at`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.demo.library import COURSES, DAYS, LIBRARY, NEWS, Lesson
from crm.home.demo.logins import USERNAME_PREFIX
from outlets.models import (
    Document,
    DocumentReading,
    DocumentVersion,
    Membership,
    NoticeReading,
    RoleDemand,
    TrainingCourse,
    TrainingRecord,
)
from outlets.rules.training_validity import valid_until
from outlets.services.addressed import Audience
from outlets.services.notices import Cover, Words, publish_notice
from shipments.models import DayNote
from shipments.quality.models import FineNotice

BATCH = 1000
#: So many people at the first outlets have read something; elsewhere nobody has looked yet.
READERS = 400
DAY = timedelta(days=1)
#: At the first outlet one training ends soon and one has run out: so many days ago they were held.
LATE = {"GD001-C2": 350, "GD001-C3": 380}


def write_around(*, seed: int, at: datetime) -> None:
    """writes   outlets_document…, outlets_notice…, outlets_training…, outlets_roledemand, shipments_daynote"""
    rng = Random(f"{seed} around")
    publisher = User.objects.get(username=f"{USERNAME_PREFIX}operations")
    posts = list(Membership.objects.exclude(outlet=None).select_related("user").order_by("outlet__code", "pk"))
    _write_library(posts[:READERS], publisher, rng=rng, at=at)
    _write_news(posts[:READERS], publisher, rng=rng, at=at)
    _write_receipts(posts, rng=rng, at=at)
    _write_training(posts, publisher, rng=rng, at=at)
    _write_notes(posts, rng=rng, at=at)


def _write_library(posts: Sequence[Membership], publisher: User, *, rng: Random, at: datetime) -> None:
    readings = []
    for paper in LIBRARY:
        document = Document.objects.create(kind=paper.kind, title=paper.title, roles=sorted(map(str, paper.roles)))
        for number, (ago, text, note) in enumerate(paper.versions, start=1):
            version = DocumentVersion.objects.create(
                document=document,
                number=number,
                text=text.strip(),
                note=note,
                published_at=at - ago * DAY,
                published_by=publisher,
            )
            document.current = version
            readings += _readings(
                version, [p.user for p in posts if not paper.roles or Role(p.role) in paper.roles], rng
            )
        document.save(update_fields=["current"])
    DocumentReading.objects.bulk_create(readings, batch_size=BATCH)


def _write_news(posts: Sequence[Membership], publisher: User, *, rng: Random, at: datetime) -> None:
    """Most have read it; those who log in find it unread."""
    readings = []
    for news in NEWS:
        cover, words = Cover(news.title, news.must_read), Words(news.text, news.text_en)
        told_at = at - timedelta(hours=news.hours)
        notice = publish_notice(cover, words, Audience(roles=news.roles), by=publisher, at=told_at)
        people = {post.user for post in posts if not news.roles or Role(post.role) in news.roles}
        readings += [
            NoticeReading(version=notice.current, user=person, at=told_at + timedelta(minutes=rng.randrange(5, 900)))
            for person in sorted(people, key=lambda person: person.pk)
            if rng.random() < 0.7 and not person.has_usable_password()
        ]
    NoticeReading.objects.bulk_create(readings, batch_size=BATCH)


def _write_receipts(posts: Sequence[Membership], *, rng: Random, at: datetime) -> None:
    """Nearly all have read the fine notices of days past; who logs in, all but the newest that can be answered."""
    people: dict[tuple[int, str], list[User]] = defaultdict(list)
    for post in posts:
        people[post.outlet_id, post.role].append(post.user)
    readings = []
    past = FineNotice.objects.filter(notice__published_at__lt=at - DAY / 2).order_by("pk")
    for told in past.select_related("notice"):
        read_at = told.notice.published_at + timedelta(minutes=rng.randrange(5, 700))
        for person in dict.fromkeys(user for role in told.notice.roles for user in people[told.outlet_id, role]):
            kept = told.notice.published_at > at - 2 * DAY if person.has_usable_password() else rng.random() < 0.1
            if not kept:
                readings.append(NoticeReading(version_id=told.notice.current_id, user=person, at=read_at))
    NoticeReading.objects.bulk_create(readings, batch_size=BATCH)


def _readings(version: DocumentVersion, people: Sequence[User], rng: Random) -> list[DocumentReading]:
    """What was published yesterday few have read, what is old nearly all; logins find something to read."""
    share = 0.3 if version.number > 1 else 0.9
    return [
        DocumentReading(
            version=version, user=person, at=version.published_at + timedelta(minutes=rng.randrange(5, 900))
        )
        for person in people
        if rng.random() < share and not person.has_usable_password()
    ]


def _write_training(posts: Sequence[Membership], publisher: User, *, rng: Random, at: datetime) -> None:
    today, records = at.date(), []
    for lesson in COURSES:
        course = TrainingCourse.objects.create(
            code=lesson.code, name=lesson.name, valid_months=lesson.months, roles=[str(lesson.role)]
        )
        if lesson.demanded:
            RoleDemand.objects.create(role=lesson.role, course=course)
        for person in dict.fromkeys(post.user for post in posts if post.role == lesson.role):
            held_on = today - timedelta(days=_held_ago(person, lesson, rng))
            records.append(
                TrainingRecord(
                    person=person,
                    course=course,
                    held_on=held_on,
                    trainer=lesson.trainer,
                    passed=True,
                    score=rng.randrange(72, 100),
                    valid_until=valid_until(held_on, lesson.months),
                    entered_at=at,
                    entered_by=publisher,
                )
            )
    TrainingRecord.objects.bulk_create(records, batch_size=BATCH)


def _held_ago(person: User, lesson: Lesson, rng: Random) -> int:
    """Days; few have let a year go by, and nobody who logs in."""
    if lesson.months == 12 and person.staff_no in LATE:
        return LATE[person.staff_no]
    if lesson.months == 12 and rng.random() < 0.02 and not person.has_usable_password():
        return rng.choice((345, 350, 360, 372, 400))
    return rng.randrange(20, 320)


def _write_notes(posts: Sequence[Membership], *, rng: Random, at: datetime) -> None:
    """Four days where people log in: the older ones closed and seen, yesterday's closed, today's open."""
    with_login = {post.outlet_id for post in posts if post.user.has_usable_password()}
    managers = {post.outlet_id: post.user for post in posts if post.role == Role.MANAGER}
    notes = []
    for place, post in enumerate(post for post in posts if post.outlet_id in with_login):
        for back in range(4):
            if back == 0 and rng.random() < 0.6:
                continue
            text, handover, incidents = DAYS[(place + 3 * back) % len(DAYS)]
            evening = at - back * DAY
            seen = back > 1 and post.role != Role.MANAGER
            notes.append(
                DayNote(
                    person=post.user,
                    outlet_id=post.outlet_id,
                    day=evening.date(),
                    text=text,
                    handover=handover,
                    incidents=incidents,
                    changed_at=evening,
                    closed_at=evening if back else None,
                    seen_at=at if seen else None,
                    seen_by=managers[post.outlet_id] if seen else None,
                )
            )
    DayNote.objects.bulk_create(notes, batch_size=BATCH)
