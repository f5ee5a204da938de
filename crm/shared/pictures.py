"""Pictures from outside, made harmless: looked at by content, turned upright, shrunk, and written anew as JPEG.

Nothing of the file that came in survives but what the eye sees: no metadata, no place where it was taken, nothing
appended to it. Its SHA-256 is kept for a dispute.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from crm.shared.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 20_000_000
LONGEST_SIDE = 1600
QUALITY = 82
WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """
    jpeg              what is to be stored, its longer side at most 1,600 pixels
    original_sha256   of the file as it came in, hexadecimal
    """

    jpeg: bytes
    width: int
    height: int
    original_sha256: str


def clean_picture(file: File) -> CleanPicture:
    """The picture in this file, written anew.

    raises   Refused when it is empty, larger than 10 MB or 20 million pixels, moves, or is no JPEG, PNG or WebP
    """
    if not file.size:
        raise Refused(_("The picture is empty: take it again."), code="picture_empty")
    if file.size > MOST_BYTES:
        raise Refused(_("The picture is larger than 10 MB: take it smaller."), code="picture_too_large")
    file.seek(0)
    raw = file.read()
    picture = _upright(raw)
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=QUALITY, optimize=True)
    return CleanPicture(jpeg.getvalue(), *picture.size, sha256(raw).hexdigest())


def _upright(raw: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(
                    _("The picture has more than 20 million pixels: take it smaller."), code="picture_too_large"
                )
            if getattr(picture, "n_frames", 1) > 1:
                raise Refused(_("A moving picture proves nothing: take a photo."), code="picture_moves")
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            upright = _on_white(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as bomb:
        raise Refused(
            _("The picture has more than 20 million pixels: take it smaller."), code="picture_too_large"
        ) from bomb
    except (OSError, SyntaxError, ValueError) as broken:
        raise Refused(
            _("This is no picture that can be read: use a JPG, PNG or WebP file."), code="picture_type"
        ) from broken
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright


def _on_white(picture: Image.Image) -> Image.Image:
    """What is see-through stands on white: ink on nothing must stay readable."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, WHITE)
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
