"""Our drawing of a QR code, read back by a decoder that is not ours."""

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from shipments.rules.code128 import code128
from shipments.rules.qr import qr_code

PIXELS = 4


def drawn(size: tuple[int, int], boxes) -> Image.Image:
    picture = Image.new("L", (size[0] * PIXELS, size[1] * PIXELS), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, width, height in boxes:
        pen.rectangle((x * PIXELS, y * PIXELS, (x + width) * PIXELS - 1, (y + height) * PIXELS - 1), fill=0)
    return picture


@pytest.mark.parametrize("text", ["300057900556", "300057900556001", "JT5093417796631R", "A" * 32])
def test_a_decoder_reads_what_was_written(text):
    square, bars = qr_code(text), code128(text)

    pictures = [
        drawn((square.size, square.size), ((run.x, run.y, run.width, 1) for run in square.runs)),
        drawn((bars.width, 30), ((bar.x, 0, bar.width, 30) for bar in bars.bars)),
    ]

    assert [[found.text for found in zxingcpp.read_barcodes(picture)] for picture in pictures] == [[text], [text]]
