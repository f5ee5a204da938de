"""Whatever points to a row, found in the models themselves: what a later app adds is carried along unasked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet, UniqueConstraint


@dataclass(frozen=True, slots=True)
class Unique:
    """What may stand only once beside the row pointed to.

    others      fields that are unique together with the pointer; none: one row altogether
    condition   rows for which that holds
    """

    others: tuple[str, ...] = ()
    condition: Q = Q()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A foreign key to a model.

    keys   the primary key's attributes without the pointer's own: ("id",), ("day",), none for a one-to-one key
    """

    model: type[Model]
    field: str
    keys: tuple[str, ...]
    uniques: tuple[Unique, ...]

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def rows(self, pointed_to: Any) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.field: pointed_to})

    def clashing(self, unique: Unique, gone: Any, kept: Any) -> QuerySet[Any]:
        """Rows that point to `gone` and could not point to `kept`, because one stands there already."""
        same = {name: OuterRef(name) for name in unique.others}
        standing = self.rows(kept).filter(unique.condition, **same)
        return self.rows(gone).filter(unique.condition).filter(Exists(standing))


@cache
def pointers_to(model: type[Model]) -> tuple[Pointer, ...]:
    """Every foreign key to the model, of whatever app, hidden ones too; in the order of their names."""
    fields = [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]
    return tuple(sorted((_pointer(each) for each in fields), key=lambda pointer: pointer.name))


def _pointer(field: ForeignKey) -> Pointer:
    keys = tuple(each.attname for each in field.model._meta.pk_fields if each.attname != field.attname)
    return Pointer(field.model, field.name, keys, tuple(_uniques(field)))


def _uniques(field: ForeignKey) -> Iterator[Unique]:
    meta = field.model._meta
    if field.unique:
        yield Unique()
    elif field in meta.pk_fields:
        yield Unique(tuple(each.name for each in meta.pk_fields if each is not field))
    for names in meta.unique_together:
        if field.name in names:
            yield Unique(tuple(name for name in names if name != field.name))
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            others = tuple(name for name in constraint.fields if name != field.name)
            yield Unique(others, constraint.condition or Q())
