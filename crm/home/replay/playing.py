"""Playing a foreign history through the same services as any day's work."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from crm.home.replay.mapping import Map
from crm.home.replay.reading import rows
from crm.home.replay.staging import Stage, set_stage
from crm.home.replay.writing import Batch, Writers
from shipments.quality.models import Replay
from shipments.services.scans import make_room

#: Rows a batch: enough for its statements to count little, few enough to keep both writers busy to the end.
CHUNK = 2000


def begin(path: Path, map_path: Path, *, codes: Sequence[str], at: datetime) -> Replay:
    """The replay of this file with this map on these outlets, new or the one that was left unfinished."""
    digest = hashlib.sha256(path.read_bytes() + map_path.read_bytes() + ",".join(codes).encode()).hexdigest()
    return Replay.objects.get_or_create(digest=digest, defaults={"name": path.name[:120], "started_at": at})[0]


def play(replay: Replay, path: Path, map_: Map, *, codes: Sequence[str], at: datetime) -> Iterator[Replay]:
    """Take in the file from where the replay stands; yields as batches have been committed.

    codes    outlets to lay the history on; none: one new outlet for each of the map's keys
    """
    stage = Stage(replay, tuple(codes))
    source = rows(path, map_, after=replay.lines)
    with Writers(stage, at=at) as writers:
        while lines := list(islice(source, CHUNK)):
            batch = Batch.of(lines)
            with transaction.atomic():
                set_stage(stage, batch.played, map_, at=at)
                make_room([occurred_at for row in batch.played for _event, occurred_at in row.events], at=at)
            if writers.hand_in(batch):
                yield replay
        if writers.wait_until(0):
            yield replay
