"""The rule book's life: an edition is copied into a draft, changed, and published with a day from which it counts."""

from shipments.models import RuleEdition
from shipments.rules.edition import Edition
from shipments.services.editions import Book, FaultyEdition, changes_between, fingerprint

BOOK = Book(RuleEdition, "rulebook", Edition.from_data)
copy_edition, change_draft = BOOK.copy, BOOK.change
publish_edition, discard_draft = BOOK.publish, BOOK.discard

__all__ = [
    "BOOK",
    "FaultyEdition",
    "change_draft",
    "changes_between",
    "copy_edition",
    "discard_draft",
    "fingerprint",
    "publish_edition",
]
