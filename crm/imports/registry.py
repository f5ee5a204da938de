"""What can be imported: each app registers its kinds from AppConfig.ready(), as it hangs its panels.

register(
    Importer(
        kind="outlets",
        label=_("Outlets"),
        fields=(Field("code", _("Code"), code(20), aliases=("网点编号",), required=True), …),
        key=("code",),
        apply=apply_outlets,
        allowed=may_edit_network,
    )
)
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as kept
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from crm.accounts.models import User
from crm.imports.rules.cells import Reader

Words = str | Promise


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row may say. An empty cell says nothing: an import never empties what is there.

    mask   how the cell is shown in the preview, where it holds somebody's name, number or door
    """

    name: str
    label: Words
    read: Reader
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    mask: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose cells could all be read. `values` holds the fields that say something."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One row's outcome; a refused one names the field (or none) and a reason from `REASONS` or the importer's.

    Another may name one too: it was written, and something of it is worth knowing.

    object_id  what was written, where the importer can take it back; with its version after the writing and, of an
               updated one, what stood there before
    """

    outcome: Outcome
    field: str = ""
    code: str = ""
    params: Mapping[str, Any] = kept(default_factory=dict)
    object_id: int | None = None
    version: int | None = None
    before: Mapping[str, Any] | None = None


CREATED = Result(Outcome.CREATED)
UPDATED = Result(Outcome.UPDATED)
UNCHANGED = Result(Outcome.UNCHANGED)


def refused(field_name: str, code: str, **params: Any) -> Result:
    return Result(Outcome.REFUSED, field_name, code, {name: str(value) for name, value in params.items()})


def remarked(field_name: str, code: str) -> Result:
    return Result(Outcome.CREATED, field_name, code)


@dataclass(frozen=True, slots=True)
class Call:
    """Who imports, when, and what the journal of the written rows should name as their source.

    by   None: an operator at the command line, who may do everything
    """

    by: User | None
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Written:
    """What an imported row has written, to be taken back: `before` is None where it made the object."""

    object_id: int
    version: int
    before: Mapping[str, Any] | None


def everywhere(_user: User) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of file.

    key        fields that together name what a row is about; a second row with the same is refused
    same       where it takes more than the key's fields: the values of a row → what it is about, None: not to be told
    apply      writes rows through the app's own services, one Result a row; all inside one transaction
    allowed    whether this user may import this kind
    together   rows a call
    reasons    code → sentence, with %(name)s for its params
    extra      fields that are known only when a file comes: those that headquarters invent
    undo       takes back what rows have written; for each "" or why it was left as it is, a code with its sentence
    scope      whose files this user's are, kept with each; who has the same sees them, who has "" sees all
    """

    kind: str
    label: Words
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    apply: Callable[[Sequence[Row], Call], Sequence[Result]]
    allowed: Callable[[User], bool]
    note: Words = ""
    together: int = 500
    order: int = 50
    reasons: Mapping[str, Words] = kept(default_factory=dict)
    same: Callable[[Mapping[str, Any]], Hashable | None] | None = None
    extra: Callable[[], Sequence[Field]] = tuple
    undo: Callable[[Sequence[Written], Call], Sequence[str]] | None = None
    scope: Callable[[User], str] = everywhere

    def complete(self) -> "Importer":
        """With the fields that there are at this moment."""
        return replace(self, fields=(*self.fields, *self.extra()), extra=tuple)

    def about(self, values: Mapping[str, Any]) -> Hashable | None:
        return self.same(values) if self.same else tuple([values.get(name) for name in self.key])

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields if each.required)

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Field → what its column may be called: its label in every language, whoever reads the file."""
        labels: dict[str, list[str]] = {each.name: [] for each in self.fields}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for each in self.fields:
                    labels[each.name].append(str(each.label))
        return {each.name: (*labels[each.name], *each.aliases) for each in self.fields}

    def field_called(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)


_known: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Called once per kind, from the app's AppConfig.ready()."""
    _known[importer.kind] = importer


def importer_of(kind: str) -> Importer | None:
    return _known.get(kind)


def importers() -> list[Importer]:
    return sorted(_known.values(), key=lambda each: (each.order, each.kind))


def importers_for(user: User) -> list[Importer]:
    return [each for each in importers() if each.allowed(user)]
