"""Sign pictures of the demo: a few scribbles, drawn once and shared, for most of what is signed for.

One waybill in ten has none, so that the monitor has something to find; older ones have none at all, for a quick load.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path
from random import Random

from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image, ImageDraw

from crm.accounts.roles import Role
from crm.home.sql.demo_pictures import WRITE
from shipments.services.picture_files import FOLDER

OURS = f"{FOLDER}/demo"
SCRIBBLES, PERCENT = 12, 90
BACK = timedelta(days=10)
WIDTH, HEIGHT = 320, 200
PAPER, INK = (252, 252, 250), (28, 36, 92)


def write_pictures(*, seed: int, at: datetime) -> None:
    """
    writes   shipments_picture, files below MEDIA_ROOT/pictures/demo
    """
    drawn = [scribble(Random(f"{seed} {number}")) for number in range(SCRIBBLES)]
    names = [f"{OURS}/{number:02d}.jpg" for number in range(SCRIBBLES)]
    _folder().mkdir(parents=True, exist_ok=True)
    for name, jpeg in zip(names, drawn, strict=True):
        Path(default_storage.path(name)).write_bytes(jpeg)
    told = {
        "names": names,
        "sums": [sha256(jpeg).hexdigest() for jpeg in drawn],
        "bytes": [len(jpeg) for jpeg in drawn],
        "width": WIDTH,
        "height": HEIGHT,
        "percent": PERCENT,
        "role": Role.WAYBILL_CLERK,
        "since": at - BACK,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, told)


def remove_pictures() -> None:
    """The files; their rows go with the waybills."""
    shutil.rmtree(_folder(), ignore_errors=True)


def scribble(rng: Random) -> bytes:
    """A signature as a pen leaves it: two or three strokes that nobody can read."""
    paper = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), PAPER)
    pen = ImageDraw.Draw(paper)
    left = 2 * WIDTH * rng.uniform(0.08, 0.2)
    for _stroke in range(rng.choice((2, 3, 3))):
        points = list(_stroke_from(rng, left))
        pen.line(points, fill=INK, width=rng.choice((5, 6, 7)), joint="curve")
        left = points[-1][0] + rng.uniform(4, 24)
    jpeg = BytesIO()
    paper.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(jpeg, "JPEG", quality=60)
    return jpeg.getvalue()


def _stroke_from(rng: Random, left: float) -> Iterator[tuple[float, float]]:
    middle, high, loops = HEIGHT * rng.uniform(0.8, 1.2), HEIGHT * rng.uniform(0.25, 0.55), rng.uniform(1.5, 4)
    long, lean = rng.uniform(90, 190), rng.uniform(10, 34)
    for step in range(90):
        turn = step / 89
        angle = 2 * pi * loops * turn
        yield left + long * turn + lean * cos(angle), middle + high * (1 - 0.5 * turn) * sin(angle)


def _folder() -> Path:
    return Path(default_storage.path(OURS))
