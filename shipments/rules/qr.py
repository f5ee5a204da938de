"""A QR code as the runs of its dark modules.

Pure. The symbol itself is the library's; level M, so that a scratch does not matter.
"""

from dataclasses import dataclass
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

#: Modules left white on every side.
QUIET = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Dark modules side by side, in modules from the left and the top edge, quiet zone included."""

    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class QrCode:
    runs: tuple[Run, ...]
    size: int


def qr_code(text: str) -> QrCode:
    symbol = qrcode.QRCode(border=QUIET, error_correction=ERROR_CORRECT_M)
    symbol.add_data(text)
    matrix = symbol.get_matrix()
    return QrCode(tuple(run for y, row in enumerate(matrix) for run in _runs(y, row)), len(matrix))


def _runs(y: int, row: list[bool]) -> list[Run]:
    runs, x = [], 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            runs.append(Run(x, y, width))
        x += width
    return runs
