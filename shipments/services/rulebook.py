"""The rule book's life: an edition is copied into a draft, changed, and put in force by two persons from a day on."""

from outlets.services.editions import Book, FaultyEdition, changes_between, fingerprint
from shipments.models import RuleEdition
from shipments.rules.edition import Edition

BOOK = Book(RuleEdition, "rulebook", Edition.from_data)
copy_edition, change_draft = BOOK.copy, BOOK.change
propose_edition, publish_edition = BOOK.propose, BOOK.publish
take_back_proposal, discard_draft = BOOK.take_back, BOOK.discard

__all__ = [
    "BOOK",
    "FaultyEdition",
    "change_draft",
    "changes_between",
    "copy_edition",
    "discard_draft",
    "fingerprint",
    "propose_edition",
    "publish_edition",
    "take_back_proposal",
]
