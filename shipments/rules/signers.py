"""Who took a shipment in the receiver's place, or that the receiver did.

Pure. The codes are those that couriers' stations share (签收人类型); four of them have a key at the desk.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signer:
    """`needs_name`: the law wants to know who, when it was somebody else. `key`: at the desk."""

    code: str
    needs_name: bool = False
    key: str = ""


SIGNERS = (
    Signer("101", key="1"),
    Signer("116", needs_name=True, key="2"),
    Signer("114", key="3"),
    Signer("125", key="4"),
    Signer("102"),
    Signer("121", needs_name=True),
    Signer("124"),
    Signer("107"),
    Signer("111"),
    Signer("127"),
    Signer("128"),
    Signer("134"),
)

CODES = frozenset(signer.code for signer in SIGNERS)


def needs_name(code: str) -> bool:
    return any(signer.needs_name for signer in SIGNERS if signer.code == code)
