"""B14: messages that are due, drained by four workers and by one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils import timezone

from crm.home.bench.effort import SIZES, Effort
from crm.home.bench.meters import Take, in_turns, rate
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.sql import bench_messages as sql
from crm.outbox.models import Message, SendingLimits
from crm.outbox.services.sending import send_due

WORKERS = 4
#: Of another budget a million messages would wait for weeks.
RICH = Decimal(9_999_999)


def four_against_one(scratch: Scratch, effort: Effort) -> Outcome:
    """As many messages as the bench has pieces are due; each leg sends for some seconds, and is filled up again.

    raises   SystemExit when a message was handed over twice, or one that was is not in the outbox folder
    """
    scratch.use(SIZES["tiny"].pieces)
    SendingLimits.objects.update_or_create(pk=1, defaults={"yuan_a_day": RICH})
    noon = timezone.localtime(scratch.at).replace(hour=12, minute=0)

    def leg(workers: int) -> Take:
        _fill(effort.pieces, noon)
        return _sent_by(workers, noon, effort.seconds)

    with _folder() as folder:
        four, one = in_turns(lambda: leg(WORKERS), lambda: leg(1), rounds=effort.rounds)
        doubles = _doubles(folder)
    return Outcome(rate(four) / rate(one), {"four_s": rate(four), "one_s": rate(one), "doubles": doubles})


def _fill(messages: int, at: datetime) -> None:
    newest = Message.objects.order_by("-id").values_list("id", flat=True).first() or 0
    missing = messages - Message.objects.due(at).count()
    with connection.cursor() as cursor:
        cursor.execute(sql.FILL, {"at": at, "after": newest, "messages": missing})
        cursor.execute(sql.ANALYZE)


def _sent_by(workers: int, at: datetime, seconds: float) -> Take:
    processes, told = get_context("fork"), get_context("fork").SimpleQueue()
    connection.close()

    def work() -> None:
        told.put(send_due(at=at, seconds=seconds)["accepted"])
        connection.close()

    start = time.perf_counter()
    running = [processes.Process(target=work) for _one in range(workers)]
    for process in running:
        process.start()
    sent = sum(told.get() for _one in running)
    took = time.perf_counter() - start
    for process in running:
        process.join()
    return Take(sent, took)


@contextmanager
def _folder() -> Iterator[Path]:
    """An outbox of the bench's own."""
    before = settings.OUTBOX_FOLDER
    with TemporaryDirectory() as folder:
        settings.OUTBOX_FOLDER = Path(folder)
        try:
            yield Path(folder)
        finally:
            settings.OUTBOX_FOLDER = before


def _doubles(folder: Path) -> int:
    lines = sum(file.read_bytes().count(b"\n") for file in folder.iterdir())
    accepted = Message.objects.filter(state="accepted").count()
    with connection.cursor() as cursor:
        cursor.execute(sql.DOUBLES)
        [doubles] = cursor.fetchone()
    if doubles or accepted < lines:
        raise SystemExit(f"{doubles} messages handed over twice, {lines} written, {accepted} accepted.")
    return doubles
