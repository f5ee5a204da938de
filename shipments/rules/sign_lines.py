"""Lines pasted from a spreadsheet into a batch of signatures: a number, and after it who signed and as what.

Pure. The columns may stand in either order: a cell that names a relation is one, any other is the signer's name.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shipments.rules.numbers import clean_number


@dataclass(frozen=True, slots=True)
class Line:
    """`relation`: a code of `signers`, or "" where the line names none."""

    number: str
    signer: str = ""
    relation: str = ""


def lines_in(text: str, *, relations: Mapping[str, str]) -> Iterator[Line]:
    """Each line that holds something, in its order.

    relations   what may stand for a relation (its key, its code, its words in lower case) → its code
    """
    for raw in unicodedata.normalize("NFKC", text).splitlines():
        cells = [cell.strip() for cell in raw.replace("，", ",").replace(",", "\t").split("\t")]
        number, *rest = [*cells, ""]
        if clean_number(number):
            signer = relation = ""
            for cell in filter(None, rest):
                if not relation and cell.lower() in relations:
                    relation = relations[cell.lower()]
                elif not signer:
                    signer = cell
            yield Line(clean_number(number), signer, relation)
