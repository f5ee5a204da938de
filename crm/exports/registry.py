"""What can be exported: each app registers its kinds from AppConfig.ready(), as it registers its importers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from crm.accounts.models import User
from crm.shared.views import Listed

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Exporter:
    """One list to take along.

    url_name  of the list, where its rows are chosen
    listed    (user, filters and order as the list's address has them) → all rows that means
    rows      (those, whole) → the titles, then each row as text; whole: nothing is masked
    allowed   whether this user may export this kind
    whole     whether this user may ask for names and telephones in full
    decides   whether this user may approve another person's export
    """

    kind: str
    label: Words
    url_name: str
    listed: Callable[[User, Mapping[str, str]], Listed]
    rows: Callable[[Listed, bool], Iterator[Sequence[str]]]
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
