"""Messages written down in the transaction of what they tell of; sent later, each key at most once."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Batch, Template
from crm.outbox.queries import templates_in_force
from crm.outbox.sql import posting as sql
from crm.shared.bulk import array_literal, text_array
from crm.shared.errors import Refused

ROWS = 1000
_TEXTS = frozenset({"key", "channel", "purpose", "subject", "address", "values"})


@dataclass(frozen=True, slots=True)
class Draft:
    """
    key         of the matter, beginning with who follows it: `thanks:42:2026-11-23`
    channel     sms or email; purpose: notice or promotion
    subject     whom it concerns, as in the audit trail: `customer:42`
    template    code of a template; the version in force when it is posted is the one that is sent
    values      exactly the template's variables
    due_at      not before; expires_at: not after, later than due_at
    """

    key: str
    channel: str
    purpose: str
    outlet_id: int
    subject: str
    address: str
    template: str
    due_at: datetime
    expires_at: datetime
    values: Mapping[str, str] = field(default_factory=dict)
    batch: Batch | None = None

    def __post_init__(self) -> None:
        if self.expires_at <= self.due_at:
            raise ValueError(f"{self.key} expires before it is due.")


def post(drafts: Iterable[Draft], *, at: datetime) -> int:
    """Write these messages in the caller's transaction. Returns how many are new; a key that is known stays as it is.

    raises   Refused when a template is not in force on its channel
    writes   outbox_message
    """
    posted, left = 0, iter(drafts)
    while some := list(islice(left, ROWS)):
        posted += _insert(some, at)
    return posted


def _insert(drafts: Sequence[Draft], at: datetime) -> int:
    templates = _templates(drafts)
    rows = [dict(zip(sql.COLUMNS, _row(draft, templates, at), strict=True)) for draft in drafts]
    columns = {name: [row[name] for row in rows] for name in sql.COLUMNS}
    with connection.cursor() as cursor:
        cursor.execute(sql.INSERT, {name: _literal(name, column) for name, column in columns.items()})
        return cursor.rowcount


def _literal(name: str, column: list[object]) -> str:
    return text_array(column) if name in _TEXTS else array_literal(column)


def _row(draft: Draft, templates: Mapping[tuple[str, str], Template], at: datetime) -> Iterator[object]:
    yield from (draft.key, draft.channel, draft.purpose, draft.outlet_id, draft.subject, draft.address)
    yield templates[draft.template, draft.channel].pk
    yield json.dumps(dict(draft.values), ensure_ascii=False)
    yield draft.batch.pk if draft.batch else None
    yield from (draft.due_at, draft.expires_at, at)


def _templates(drafts: Sequence[Draft]) -> dict[tuple[str, str], Template]:
    wanted = {(draft.template, draft.channel) for draft in drafts}
    found = templates_in_force(wanted)
    if missing := sorted(wanted - set(found)):
        raise Refused(
            _("No approved text for: %(texts)s.")
            % {"texts": ", ".join(f"{code} ({channel})" for code, channel in missing)},
            code="no_template",
        )
    return found
