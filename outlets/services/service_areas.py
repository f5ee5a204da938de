"""The service-range table: rows written, changed and taken away; what a search compares is derived here."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from crm.shared.pinyin import reading
from outlets.models import ServiceArea
from outlets.models.service_areas import LEVELS
from outlets.rules.coverage import plain, stem

WRITTEN = ("outlet", "remark")
DERIVED = ("city_stem", "district_stem", "town_stem", "name", "pinyin", "initials")
BATCH = 1000


def derive(area: ServiceArea) -> ServiceArea:
    """Fill in the columns that a search compares, from the names."""
    for level in LEVELS:
        setattr(area, level, plain(getattr(area, level)))
    for level in LEVELS[1:]:
        setattr(area, f"{level}_stem", stem(getattr(area, level)))
    levels = [name for name in area.key() if name]
    readings = [reading(stem(name)) for name in levels]
    area.name = "".join(levels)
    area.pinyin = "".join(f" {read.whole}" for read in readings)
    joined = "".join(reading(stem(name)).initials for name in (area.city, area.district, area.town) if name)
    area.initials = "".join(f" {read.initials}" for read in readings) + f" {joined}"
    return area


@transaction.atomic
def keep_areas(areas: Sequence[ServiceArea], *, by: object, at: datetime) -> list[str]:
    """Make the table say what these rows say; says of each whether it was created, updated or unchanged.

    areas    each place once; a row without a key is compared with the standing row of its place
    raises   Refused when two rows would name the same place
    writes   outlets_servicearea, audit_auditentry
    """
    rows = [derive(area) for area in areas]
    standing = {area.key(): area for area in _standing(rows)}
    known = {area.pk: area for area in standing.values()}
    outcomes = [_compared(row, known.get(row.pk) or standing.get(row.key())) for row in rows]
    created = [row for row, outcome in zip(rows, outcomes, strict=True) if outcome == "created"]
    changed = [row for row, outcome in zip(rows, outcomes, strict=True) if outcome == "updated"]
    try:
        with transaction.atomic():
            ServiceArea.objects.bulk_create(created, batch_size=BATCH)
            if changed:
                ServiceArea.objects.bulk_update(changed, [*LEVELS, *WRITTEN, *DERIVED], batch_size=BATCH)
    except IntegrityError as clash:
        raise Refused(_("This place stands in the table already: change that row."), code="area_exists") from clash
    for row in [*created, *changed]:
        detail = {"outlet": row.outlet.code if row.outlet else None, "remark": row.remark}
        action = "service_area.change" if row.pk in known else "service_area.create"
        record_act(action, f"outlets.servicearea:{row.pk}", by=by, at=at, detail={"name": row.name, **detail})
    return outcomes


def remove_area(area: ServiceArea, *, by: object, at: datetime) -> None:
    """writes   outlets_servicearea, audit_auditentry"""
    with transaction.atomic():
        record_act("service_area.remove", f"outlets.servicearea:{area.pk}", by=by, at=at, detail={"name": area.name})
        area.delete()


def _standing(rows: Sequence[ServiceArea]) -> list[ServiceArea]:
    keys = [row.pk for row in rows if row.pk]
    by_name = ServiceArea.objects.filter(name__in=[row.name for row in rows])
    return list((by_name | ServiceArea.objects.filter(pk__in=keys)).select_for_update(of=("self",)))


def _compared(row: ServiceArea, standing: ServiceArea | None) -> str:
    if standing is None:
        return "created"
    row.pk = standing.pk
    fields = (*LEVELS, "outlet_id", "remark")
    return "unchanged" if all(getattr(row, name) == getattr(standing, name) for name in fields) else "updated"
