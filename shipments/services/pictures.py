"""Pictures that prove something: taken in once, within limits, never changed."""

from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.counting import PERMITS
from crm.shared.days import midnight
from crm.shared.errors import Refused
from crm.shared.pictures import CleanPicture, clean_picture
from outlets.models import Outlet
from shipments.models import Picture, Waybill
from shipments.services import picture_files

PICTURES_A_MINUTE = 60
BYTES_A_DAY = 2 * 1024**3
#: Codes of refusals that mean "later", not "never": a page answers 429 or 507 and keeps the picture.
TOO_MANY, FULL_DAY, STORE = "picture_too_many", "picture_full_day", "picture_store"


def keep_picture(
    file: File,
    *,
    waybill: Waybill,
    outlet: Outlet,
    kind: str,
    event_id: UUID | None = None,
    taken_at: datetime | None = None,
    by: User | None,
    at: datetime,
) -> Picture:
    """Keep the picture in this file; the same one for the same event again answers with the row that is there.

    kind     a Picture.Kind
    by       counted against 60 a minute; None for the system itself
    raises   Refused when it is no good picture, the person or the outlet has sent too many, or the disk takes no more
    writes   shipments_picture, a file below MEDIA_ROOT
    """
    _within_limits(outlet, by=by, at=at)
    clean = clean_picture(file)
    known = Picture.objects.filter(waybill=waybill, original_sha256=clean.original_sha256).first()
    same = _row_of(waybill, kind, event_id, clean) if known else None
    if same:
        return same
    name = known.file.name if known else picture_files.store(clean.jpeg, at=at)
    picture = Picture(
        outlet=outlet,
        waybill=waybill,
        event_id=event_id,
        kind=kind,
        width=clean.width,
        height=clean.height,
        bytes=len(clean.jpeg),
        original_sha256=clean.original_sha256,
        taken_at=taken_at,
        by=by,
        created_at=at,
    )
    picture.file.name = name
    return _save(picture, name, shared=known is not None)


def _save(picture: Picture, name: str, *, shared: bool) -> Picture:
    """The row; when somebody was quicker, theirs, and our file goes."""
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
    except IntegrityError as clash:
        if not shared:
            picture_files.discard(name)
        if "picture_once_per_event" not in str(clash):
            raise
        return Picture.objects.get(
            waybill=picture.waybill,
            kind=picture.kind,
            event_id=picture.event_id,
            original_sha256=picture.original_sha256,
        )
    if not shared:
        transaction.on_commit(lambda: picture_files.settle(name))
    return picture


def _row_of(waybill: Waybill, kind: str, event_id: UUID | None, clean: CleanPicture) -> Picture | None:
    same = {"waybill": waybill, "kind": kind, "event_id": event_id, "original_sha256": clean.original_sha256}
    return Picture.objects.filter(**same).first()


def _within_limits(outlet: Outlet, *, by: User | None, at: datetime) -> None:
    if by and not PERMITS.take(f"picture:{by.pk}", allowed=PICTURES_A_MINUTE, now=at.timestamp()):
        raise Refused(_("More than 60 pictures in a minute: the next ones go in a minute."), code=TOO_MANY)
    if Picture.objects.bytes_of(outlet, since=midnight(timezone.localdate(at))) > BYTES_A_DAY:
        raise Refused(
            _("This outlet has sent 2 GB of pictures today: send the rest tomorrow, or tell headquarters."),
            code=FULL_DAY,
        )
