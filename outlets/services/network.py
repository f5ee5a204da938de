"""Regions, hubs and outlets: opened, changed, closed; every change is in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.models import Hub, Outlet, Region

Place = TypeVar("Place", Region, Hub, Outlet)


@dataclass(frozen=True, slots=True)
class Kept(Generic[Place]):
    """What became of one place. `changes` maps a field to what it was and is; a new place has none."""

    row: Place
    created: bool = False
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@transaction.atomic
def keep(rows: Sequence[Place], *, by: object, at: datetime) -> list[Kept[Place]]:
    """Make the network say what these rows say: new codes are created, known ones changed where they differ.

    rows     all of one kind, each code once; a row may or may not have been read from the database
    raises   Refused when somebody else created one of the codes meanwhile
    writes   outlets_region, outlets_hub, outlets_outlet, audit_auditentry
    """
    if not rows:
        return []
    model = type(rows[0])
    standing = {row.code: row for row in model.objects.select_for_update().filter(code__in=[r.code for r in rows])}
    outcomes = [_compared(row, standing.get(row.code)) for row in rows]
    try:
        with transaction.atomic():
            model.objects.bulk_create([each.row for each in outcomes if each.created])
    except IntegrityError as clash:
        raise Refused(_("Somebody has just created the same code: look at the list."), code="code_exists") from clash
    changed = [each for each in outcomes if each.changes]
    names = sorted({name for each in changed for name in each.changes})
    if changed:
        model.objects.bulk_update([each.row for each in changed], names)
    for each in outcomes:
        if each.created or each.changes:
            _note(each, by=by, at=at)
    return outcomes


def _compared(row: Place, standing: Place | None) -> Kept[Place]:
    if standing is None:
        return Kept(row, created=True)
    row.pk = standing.pk
    fields = [each for each in row._meta.concrete_fields if not each.primary_key]
    pairs = {each.name: (getattr(standing, each.attname), getattr(row, each.attname)) for each in fields}
    return Kept(row, changes={name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


def _note(kept: Kept[Place], *, by: object, at: datetime) -> None:
    kind = kept.row._meta.model_name
    detail = {name: [_plain(was), _plain(is_)] for name, (was, is_) in kept.changes.items()}
    action = f"{kind}.create" if kept.created else f"{kind}.change"
    record_act(action, f"outlets.{kind}:{kept.row.code}", by=by, at=at, detail=detail)


def _plain(value: object) -> object:
    return value.isoformat("minutes") if isinstance(value, time) else value
