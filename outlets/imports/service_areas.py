"""The service-range table from CSV files."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from crm.imports.registry import Call, Field, Importer, Outcome, Result, Row, refused
from crm.imports.rules import cells
from outlets.access import may_edit_network
from outlets.models import Outlet, ServiceArea
from outlets.models.service_areas import LEVELS
from outlets.rules.coverage import plain
from outlets.services.service_areas import keep_areas


def apply_areas(rows: Sequence[Row], call: Call) -> list[Result]:
    """A row names its place in full; who delivers there, or that nobody does, follows."""
    outlets = Outlet.objects.in_bulk([row.values.get("outlet", "") for row in rows], field_name="code")
    names = ["".join(plain(row.values.get(level, "")) for level in LEVELS) for row in rows]
    standing = {area.key(): area for area in ServiceArea.objects.filter(name__in=names).select_related("outlet")}
    results: dict[int, Result] = {}
    wanted: list[tuple[Row, ServiceArea]] = []
    for row in rows:
        area = _area(row, standing, outlets)
        if isinstance(area, Result):
            results[row.line] = area
        else:
            wanted.append((row, area))
    outcomes = keep_areas([area for _row, area in wanted], by=call.by, at=call.at)
    results |= {row.line: Result(Outcome(told)) for (row, _area), told in zip(wanted, outcomes, strict=True)}
    return [results[row.line] for row in rows]


def _area(row: Row, standing: dict, outlets: dict[str, Outlet]) -> ServiceArea | Result:
    values = dict(row.values)
    code, out = values.pop("outlet", None), values.pop("out_of_area", None)
    levels = {level: plain(values.get(level, "")) for level in LEVELS}
    known = standing.get(tuple(levels.values()))
    if code is not None and code not in outlets:
        return refused("outlet", "unknown_outlet", value=code)
    if code is not None and out:
        return refused("out_of_area", "covered_and_out")
    if code is None and out is None and known is None:
        return refused("outlet", "required")
    outlet = outlets[code] if code else None if out or known is None else known.outlet
    remark = values.get("remark", known.remark if known else "")
    return ServiceArea(pk=known.pk if known else None, outlet=outlet, remark=remark, **levels)


SERVICE_AREAS = Importer(
    kind="service_areas",
    label=_("Service range"),
    order=15,
    key=LEVELS,
    apply=apply_areas,
    allowed=may_edit_network,
    note=_("One row a town, a whole district or a whole city; say “yes” under out of area where nobody delivers."),
    reasons={
        "unknown_outlet": _("There is no outlet “%(value)s”."),
        "covered_and_out": _("Either an outlet delivers there or it is out of area, not both."),
        "area_exists": _("This place stands in the table already: change that row."),
    },
    fields=(
        Field("province", _("Province"), cells.text(30), ("省", "省份"), False, "广东省"),
        Field("city", _("City"), cells.text(30), ("市", "城市", "地市"), True, "东莞市"),
        Field("district", _("District"), cells.text(30), ("区", "区县", "县区", "县"), False, ""),
        Field("town", _("Town or street"), cells.text(30), ("镇", "乡镇", "街道", "乡镇街道"), False, "虎门镇"),
        Field("outlet", _("Outlet code"), cells.code(20), ("网点", "网点编号", "网点代码"), False, "440305A"),
        Field("out_of_area", _("Out of area"), cells.truth, ("超区", "是否超区"), False, "否"),
        Field("remark", _("Remark"), cells.text(200), ("备注", "说明"), False, ""),
    ),
)
