"""What one edition says otherwise than another, in the words of the form that both are edited with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from outlets.models.editions import DatedEdition

NOT_RULES = ("seen", "note")


@dataclass(frozen=True, slots=True)
class Difference:
    """`old` and `new` are empty where there is nothing on that side."""

    label: str
    old: str
    new: str


def differences(form: type, old: DatedEdition, new: DatedEdition) -> list[Difference]:
    """What `new` says otherwise than `old`, in the order of the form, whose `in_words` may know how to say a value."""
    before, after = form(edition=old, seen=""), form(edition=new, seen="")
    lists: Mapping[str, tuple[str, str]] = getattr(form, "LISTS", {})
    return [*_of_fields(before, after, tuple(lists)), *_of_lists(before.book, after.book, lists)]


def _of_fields(before: forms.Form, after: forms.Form, lists: tuple[str, ...]) -> Iterator[Difference]:
    old, new = _values(before, lists), _values(after, lists)
    for key in dict.fromkeys([*new, *old]):
        field, was = old.get(key, (None, None))
        other, is_now = new.get(key, (None, None))
        if not _same(was, is_now):
            shown = other or field
            yield Difference(str(shown.label), *_words(shown, was, is_now, getattr(after, "in_words", str)))


def _same(was: Any, is_now: Any) -> bool:
    """2 and 2.00 are one amount."""
    try:
        return Decimal(was) == Decimal(is_now)
    except (TypeError, ValueError, InvalidOperation):
        return was == is_now


def _values(form: forms.Form, lists: tuple[str, ...]) -> dict[str, tuple[forms.Field, Any]]:
    """Fields and values by what the fields are called; where two are called the same, by their names."""
    labels = [str(field.label) for field in form.fields.values()]
    return {
        str(field.label) if labels.count(str(field.label)) == 1 else name: (field, form.initial.get(name))
        for name, field in form.fields.items()
        if name not in NOT_RULES and not name.startswith(lists)
    }


def _words(field: forms.Field, was: Any, is_now: Any, in_words: Callable[[Any], str]) -> tuple[str, str]:
    if isinstance(was, list) and isinstance(is_now, list):
        return " ".join(w for w in was if w not in is_now), " ".join(w for w in is_now if w not in was)
    return _shown(field, was, in_words), _shown(field, is_now, in_words)


def _shown(field: forms.Field, value: Any, in_words: Callable[[Any], str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    if isinstance(value, list):
        return " ".join(map(str, value))
    return in_words(value)


def _of_lists(
    before: Mapping[str, Any], after: Mapping[str, Any], lists: Mapping[str, tuple[str, str]]
) -> Iterator[Difference]:
    for path, (key, called) in lists.items():
        old, new = ({line[key]: line for line in _at(book, path)} for book in (before, after))
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                yield Difference(str(called) % {"name": name}, *(_line(side.get(name), key) for side in (old, new)))


def _at(book: Mapping[str, Any], path: str) -> Any:
    found: Any = book
    for step in path.split("."):
        found = found[step]
    return found


def _line(line: Mapping[str, Any] | None, key: str) -> str:
    if line is None:
        return ""
    return " · ".join(str(value) for name, value in line.items() if name != key)
