"""Barcodes in a photo, read on the server: for phones that cannot read them, and pictures that say whose they are."""

from io import BytesIO

import zxingcpp
from PIL import Image

#: What labels of couriers carry.
FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.ITF,
        zxingcpp.BarcodeFormat.QRCode,
    ]
)


def barcodes_in(picture: bytes) -> list[str]:
    """The texts of all barcodes in a picture that `clean_picture` made, each once, in reading order."""
    with Image.open(BytesIO(picture), formats=("JPEG",)) as opened:
        found = zxingcpp.read_barcodes(opened.convert("L"), formats=FORMATS, text_mode=zxingcpp.TextMode.Plain)
    ordered = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return list(dict.fromkeys(code.text for code in ordered if code.text))
