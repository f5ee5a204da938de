"""The phones that the demo's couriers scan with, and what those of the first outlets uploaded these days.

Straight into the tables, set by set. Nobody holds their tokens; the scans themselves are the traffic's.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from crm.accounts.roles import Role
from outlets.models import Membership
from shipments.models import ScanDevice, ScanUpload
from shipments.services.phones import TOKEN_LIVES

MODELS = ("Android · Redmi 13C", "Android · HONOR X8b", "Android · vivo Y36", "iPhone · iPhone", "Android · PDA i6310")
#: Couriers who have registered a phone, from the first outlet on, and how many of them have uploads to show.
PHONES, UPLOADING, DAYS = 120, 6, 3
BATCH = 1000


def write_phones(*, seed: int, at: datetime) -> None:
    """writes   shipments_scandevice, shipments_scanupload"""
    rng = Random(f"{seed} phones")
    posts = Membership.objects.filter(role=Role.COURIER).order_by("outlet__code", "pk")[:PHONES]
    devices = {_device(post.user_id, rng=rng, at=at): post for post in posts}
    ScanDevice.objects.bulk_create(devices, batch_size=BATCH)
    uploads = [
        upload
        for device, post in list(devices.items())[:UPLOADING]
        for upload in _uploads(device, post.outlet_id, rng=rng, at=at)
    ]
    ScanUpload.objects.bulk_create(uploads, batch_size=BATCH)


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _device(user_id: int, *, rng: Random, at: datetime) -> ScanDevice:
    """Some were last opened long ago: their login has ended."""
    seen = at - timedelta(minutes=rng.randrange(5, 600) if rng.random() < 0.8 else rng.randrange(12_000, 40_000))
    number = _uuid(rng)
    return ScanDevice(
        id=number,
        user_id=user_id,
        name=rng.choice(MODELS),
        token_digest=sha256(number.bytes + b"nobody").hexdigest(),
        token_until=seen + TOKEN_LIVES,
        registered_at=at - timedelta(days=rng.randrange(30, 90)),
        last_seen_at=seen,
    )


def _uploads(device: ScanDevice, outlet_id: int | None, *, rng: Random, at: datetime) -> Iterator[ScanUpload]:
    """Batches of a morning's arrivals and an afternoon's deliveries."""
    received_at = at - timedelta(days=DAYS)
    while (received_at := received_at + timedelta(minutes=rng.randrange(20, 240))) < (device.last_seen_at or at):
        batch, new = _uuid(rng), rng.randrange(1, 60)
        yield ScanUpload(
            receipt=f"U{received_at:%y%m%d}-{batch.hex[:10].upper()}",
            device=device,
            batch_id=batch,
            outlet_id=outlet_id,
            received_at=received_at,
            new=new,
            duplicate=rng.randrange(3) if new > 10 else 0,
            withdrawn=int(rng.random() < 0.1),
            refused=int(rng.random() < 0.05),
            clocks={},
            answer=[],
        )
