"""What can be exported: each app registers its kinds from AppConfig.ready(), as it registers its importers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from crm.accounts.models import User

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of list.

    filters   (user, data or None) → the form by which somebody chooses rows
    count     (user, cleaned filters) → how many rows that are
    rows      (user, cleaned filters, whole) → the titles, then each row as text; whole: nothing is masked
    allowed   whether this user may export this kind
    whole     whether this user may ask for names and telephones in full
    decides   whether this user may approve another person's export
    """

    kind: str
    label: Words
    filters: Callable[[User, Mapping[str, Any] | None], forms.Form]
    count: Callable[[User, Mapping[str, Any]], int]
    rows: Callable[[User, Mapping[str, Any], bool], Iterator[Sequence[str]]]
    allowed: Callable[[User], bool]
    whole: Callable[[User], bool]
    decides: Callable[[User], bool]


_known: dict[str, Exporter] = {}


def register(exporter: Exporter) -> None:
    _known[exporter.kind] = exporter


def exporter_of(kind: str) -> Exporter | None:
    return _known.get(kind)


def exporters_for(user: User) -> list[Exporter]:
    return [each for each in _known.values() if each.allowed(user) or each.decides(user)]
