"""Rows carried from one row to another, noted step by step, and carried back from the notes.

A step is a list that JSON can hold; `take_back` plays the steps backwards:

    ["move", "customers.Touch.customer", old, new, [[id], …]]   these rows pointed to `old`
    ["aside", "customers.TierVerdict", [{…}, …]]                whole rows that could not go along
    ["add", "customers.CustomerDay.customer", [{…}, …], new]    the same, after their figures were added to `new`'s
    ["change", "customers.Contact", id, {name: [was, became]}]  fields; given back where nobody has changed them since
    ["made", "customers.Contact", id, {name: became}]           a row that did not exist; kept when somebody changed it
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet

from customers.queries.pointers import Pointer, Unique, pointers_to

Step = list[Any]
TOGETHER = 2000
#: Figures of two rows of which one may stand: they are added up, and taken off again.
ADDED = {
    "customers.CustomerDay": ("parcels", "yuan"),
    "customers.CustomerWeek": ("parcels", "yuan"),
}
#: What a row gives up where only one may have it; it goes along for the rest.
GIVEN_UP: dict[str, dict[str, Any]] = {"customers.Contact": {"main": False}}


class Encoder(DjangoJSONEncoder):
    """Instants with their microseconds, which Django's own drops."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def encoded(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=Encoder))


def carry(pointer: Pointer, gone: Any, kept: Any) -> Iterator[Step]:
    """Let everything that points to `gone` by this key point to `kept`, as far as it can."""
    label = pointer.model._meta.label
    for unique in pointer.uniques:
        if label in ADDED:
            yield from _add(pointer, unique, gone, kept)
        elif label in GIVEN_UP:
            for pk in list(pointer.clashing(unique, gone, kept).values_list("pk", flat=True)):
                yield from change(pointer.model, pk, GIVEN_UP[label])
        else:
            yield from _absorb(pointer, unique, gone, kept)
    names = pointer.keys or (_attname(pointer),)
    for keys in _slices(list(pointer.rows(gone).values_list(*names))):
        _rows_of(pointer, gone, keys).update(**{pointer.field: kept})
        yield ["move", pointer.name, encoded(gone), encoded(kept), encoded(keys)]


def change(model: type[Model], pk: Any, wish: Mapping[str, Any]) -> Iterator[Step]:
    """Set fields of one row, by their attribute names."""
    was = model._base_manager.values(*wish).get(pk=pk)
    model._base_manager.filter(pk=pk).update(**wish)
    yield ["change", model._meta.label, pk, {name: [encoded(was[name]), encoded(new)] for name, new in wish.items()}]


def made(row: Model, *names: str) -> Step:
    """A row that the caller has created; `names` are its fields that somebody may change."""
    return ["made", row._meta.label, row.pk, {name: encoded(getattr(row, name)) for name in names}]


def take_back(steps: Sequence[Step]) -> None:
    for kind, *step in reversed(steps):
        BACK[kind](*step)


def _absorb(pointer: Pointer, unique: Unique, gone: Any, kept: Any) -> Iterator[Step]:
    """Rows that find their like at `kept` hand it everything that points to them, and are set aside."""
    clashing = pointer.clashing(unique, gone, kept)
    children = pointers_to(pointer.model)
    for row in list(clashing) if children else ():
        same = {name: getattr(row, name) for name in unique.others}
        twin = pointer.rows(kept).filter(unique.condition, **same).get()
        for child in children:
            yield from carry(child, row.pk, twin.pk)
    if rows := list(clashing.values()):
        yield ["aside", pointer.model._meta.label, encoded(rows)]
        clashing._raw_delete(clashing.db)


def _add(pointer: Pointer, unique: Unique, gone: Any, kept: Any) -> Iterator[Step]:
    # In the order of the folds that write here too, or each could wait for the other.
    both = pointer.model._base_manager.filter(**{f"{pointer.field}__in": [gone, kept]})
    list(both.order_by(_attname(pointer), *unique.others).select_for_update().values_list("pk"))
    clashing = pointer.clashing(unique, gone, kept)
    if rows := list(clashing.values()):
        _count(pointer, rows, kept, sign=1)
        yield ["add", pointer.name, encoded(rows), encoded(kept)]
        clashing._raw_delete(clashing.db)


def _count(pointer: Pointer, rows: Iterable[Mapping[str, Any]], kept: Any, *, sign: int) -> None:
    for row in rows:
        same = {name: row[name] for name in pointer.keys}
        figures = {name: F(name) + sign * row[name] for name in ADDED[pointer.model._meta.label]}
        pointer.rows(kept).filter(**same).update(**figures)


def _move_back(name: str, old: Any, new: Any, keys: list[list[Any]]) -> None:
    pointer = _named(name)
    _rows_of(pointer, new, keys).update(**{pointer.field: old})


def _stand_again(label: str, rows: list[dict[str, Any]]) -> None:
    model = apps.get_model(label)
    model._base_manager.bulk_create([model(**_decoded(model, row)) for row in rows])


def _take_off(name: str, rows: list[dict[str, Any]], kept: Any) -> None:
    pointer = _named(name)
    _stand_again(pointer.model._meta.label, rows)
    _count(pointer, [_decoded(pointer.model, row) for row in rows], kept, sign=-1)


def _change_back(label: str, pk: Any, fields: dict[str, list[Any]]) -> None:
    model = apps.get_model(label)
    now = model._base_manager.filter(pk=pk).values(*fields).first() or {}
    since = {name: was for name, (was, became) in fields.items() if name in now and encoded(now[name]) == became}
    if since:
        model._base_manager.filter(pk=pk).update(**_decoded(model, since))


def _unmake(label: str, pk: Any, fields: dict[str, Any]) -> None:
    model = apps.get_model(label)
    now = model._base_manager.filter(pk=pk).values(*fields).first()
    if now is not None and encoded(now) == fields:
        model._base_manager.get(pk=pk).delete()


BACK: dict[str, Callable[..., None]] = {
    "move": _move_back,
    "aside": _stand_again,
    "add": _take_off,
    "change": _change_back,
    "made": _unmake,
}


def _rows_of(pointer: Pointer, pointed_to: Any, keys: Sequence[Sequence[Any]]) -> QuerySet[Any]:
    """Those of the rows pointing there that have one of these keys."""
    rows = pointer.rows(pointed_to)
    if not pointer.keys:
        return rows
    if len(pointer.keys) == 1:
        return rows.filter(**{f"{pointer.keys[0]}__in": [key for (key,) in keys]})
    each = (Q(**dict(zip(pointer.keys, key, strict=True))) for key in keys)
    return rows.filter(Q(*each, _connector=Q.OR))


def _decoded(model: type[Model], row: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in row.items()}


def _named(name: str) -> Pointer:
    label, _dot, field = name.rpartition(".")
    target = apps.get_model(label)._meta.get_field(field).related_model
    return next(each for each in pointers_to(target) if each.name == name)


def _attname(pointer: Pointer) -> str:
    return str(pointer.model._meta.get_field(pointer.field).attname)


def _slices(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), TOGETHER):
        yield keys[start : start + TOGETHER]
