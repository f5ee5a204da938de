"""What may come in as a picture, and what is left of it."""

import struct
import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from crm.shared.errors import Refused
from crm.shared.pictures import MOST_BYTES, clean_picture

ORIENTATION, GPS = 0x0112, 0x8825


def encoded(kind="JPEG", size=(40, 20), mode="RGB", color="white", **options):
    buffer = BytesIO()
    Image.new(mode, size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def cleaned(raw):
    return clean_picture(ContentFile(raw, name="x.jpg"))


def bomb(side):
    """A PNG that says it is `side` × `side` pixels, in a few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg_with_the_sum_of_what_came(kind):
    raw = encoded(kind)
    picture = cleaned(raw)
    with Image.open(BytesIO(picture.jpeg)) as written:
        assert (written.format, written.size) == ("JPEG", (40, 20))
    assert (picture.width, picture.height, picture.original_sha256) == (40, 20, sha256(raw).hexdigest())


@pytest.mark.parametrize(
    ("size", "kept"), [((1600, 800), (1600, 800)), ((3200, 800), (1600, 400)), ((10, 4000), (4, 1600))]
)
def test_the_longer_side_has_at_most_1600_pixels(size, kept):
    picture = cleaned(encoded(size=size))
    assert (picture.width, picture.height) == kept


def test_a_photo_is_turned_upright_and_loses_its_metadata():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    picture = cleaned(encoded(exif=exif))
    assert (picture.width, picture.height) == (20, 40)
    with Image.open(BytesIO(picture.jpeg)) as written:
        assert not written.getexif()


def test_what_was_appended_is_gone():
    assert b"<script>" not in cleaned(encoded() + b"<script>alert(1)</script>PK\x03\x04").jpeg


def test_ink_on_nothing_stands_on_white():
    picture = cleaned(encoded("PNG", mode="RGBA", color=(0, 0, 0, 0)))
    with Image.open(BytesIO(picture.jpeg)) as written:
        assert written.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "picture_empty"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "picture_too_large"),
        (bomb(20_000), "picture_too_large"),
        (bomb(60_000), "picture_too_large"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "picture_type"),
        (b"<html><script>1</script></html>", "picture_type"),
        (encoded("GIF"), "picture_type"),
        (encoded("TIFF"), "picture_type"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "picture_type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "picture_type"),
        (encoded(size=(800, 800))[:300], "picture_type"),
        (
            encoded("WEBP", save_all=True, append_images=[Image.new("RGB", (40, 20), "black")], duration=9),
            "picture_moves",
        ),
    ],
)
def test_it_is_refused(raw, code):
    with pytest.raises(Refused) as refusal:
        cleaned(raw)
    assert refusal.value.code == code
