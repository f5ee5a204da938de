"""Changing what somebody else may have changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from crm.shared.errors import Refused
from customers.rules.three_way import Clash, reconcile

#: Stands for a value that somebody has seen and nobody can tell any more.
FORGOTTEN = object()


class Conflict(Refused):
    """Somebody else has changed the row meanwhile; nothing was written.

    row       as it stands now
    clashes   what both have changed, each in another way
    theirs    fields that only the others have changed
    """

    def __init__(self, row: Any, clashes: tuple[Clash, ...], theirs: tuple[str, ...] = ()) -> None:
        super().__init__(_("Somebody else has changed this file meanwhile."), code="changed_meanwhile")
        self.row, self.clashes, self.theirs = row, clashes, theirs


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody had before the eyes.

    values    field → value; what is missing was not seen
    digests   field → `digest` of the value, where the value itself is not handed about
    """

    version: int
    values: Mapping[str, Any] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


def digest(value: Any) -> str:
    """A fingerprint of a value, which tells whether it has changed and not what it was."""
    if isinstance(value, Decimal):
        value = format(value.normalize(), "f")
    return salted_hmac("customers.files", str(getattr(value, "pk", value))).hexdigest()[:20]


def reconciled(row: Model, wish: Mapping[str, Any], *, seen: Seen | None, now: Mapping[str, Any]) -> dict[str, Any]:
    """What of a wish is written: field → value.

    row      with its `version`, locked
    seen     None: whatever was seen, the wish holds
    now      field → value as it stands; what is missing is None
    raises   Conflict when others have changed a field of the wish in another way
    """
    theirs = {name: now.get(name) for name in {*wish, *(seen.values if seen else ()), *(seen.digests if seen else ())}}
    if seen is None or seen.version == row.version:  # type: ignore[attr-defined]
        return {name: value for name, value in wish.items() if value != theirs[name]}
    found = reconcile(wish, original=_originals(seen, wish, theirs), theirs=theirs)
    if found.clashes:
        raise Conflict(row, found.clashes, found.theirs)
    return found.changes


def _originals(seen: Seen, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen; of what only a digest tells, the one of the two values that it was, if any."""
    found = dict(seen.values)
    for name, told in seen.digests.items():
        either = (theirs[name], mine.get(name))
        found[name] = next((each for each in either if constant_time_compare(digest(each), told)), FORGOTTEN)
    return found
