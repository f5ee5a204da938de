"""Regions, hubs, outlets and staff from CSV files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, Role
from crm.imports.registry import CREATED, UNCHANGED, UPDATED, Call, Field, Importer, Result, Row, refused
from crm.imports.rules import cells
from crm.shared.errors import Refused
from crm.shared.masking import mask_phone
from outlets.access import OPERATOR, Access, access_of, may_edit_network
from outlets.models import Hub, Membership, Outlet, Region
from outlets.queries.training import courses_missing
from outlets.rules.outlet_kind import OutletKind
from outlets.services.network import Kept, keep
from outlets.services.staff import NewPerson, change_person, create_person, give_role

KIND_WORDS = {
    "即日件": OutletKind.SAME_DAY,
    "即日件网点": OutletKind.SAME_DAY,
    "非即日件": OutletKind.NON_SAME_DAY,
    "非即日件网点": OutletKind.NON_SAME_DAY,
    **{kind.value: kind for kind in OutletKind},
}
ROLE_WORDS = {
    "网点主要负责人": Role.MANAGER,
    "负责人": Role.MANAGER,
    "快递员": Role.COURIER,
    "制单员": Role.WAYBILL_CLERK,
    "客服文员": Role.SERVICE_CLERK,
    "客服": Role.SERVICE_CLERK,
    "质控": Role.INSPECTOR,
    "申诉主管": Role.APPEALS_SUPERVISOR,
    "客户关系组": Role.CRG,
    "操作部": Role.OPERATIONS,
    "高管": Role.EXECUTIVE,
    "管理员": Role.ADMINISTRATOR,
    **{role.value: role for role in Role},
}


def apply_outlets(rows: Sequence[Row], call: Call) -> list[Result]:
    """An outlet's region and hub are made with it where the file names new ones."""
    regions = _places(Region, rows, field="region", call=call)
    hubs = _places(Hub, rows, field="hub", call=call, regions=regions)
    known = Outlet.objects.in_bulk([row.values["code"] for row in rows], field_name="code")
    wanted, results = [], {}
    for row in rows:
        outlet = known.get(row.values["code"]) or Outlet(code=row.values["code"])
        if problem := _fill(outlet, row, regions=regions, hubs=hubs):
            results[row.line] = problem
        else:
            wanted.append((row, outlet))
    outcomes = keep([outlet for _row, outlet in wanted], by=call.by, at=call.at)
    results.update({row.line: _result(each) for (row, _), each in zip(wanted, outcomes, strict=True)})
    return [results[row.line] for row in rows]


def _fill(outlet: Outlet, row: Row, *, regions: Mapping[str, Region], hubs: Mapping[str, Hub]) -> Result | None:
    """Put the row's values on the outlet; a refusal where one is missing."""
    values = dict(row.values)
    places: tuple[tuple[str, Mapping[str, Any]], ...] = (("region", regions), ("hub", hubs))
    for name, known in places:
        values.pop(f"{name}_name", None)
        code = values.pop(name, None)
        if code is not None and code not in known:
            return refused(name, f"unknown_{name}", value=code)
        if code is not None:
            setattr(outlet, name, known[code])
    if outlet.hub_id and not outlet.region_id:
        outlet.region_id = outlet.hub.region_id
    for name in ("region", "hub", "kind", "name"):
        if name not in values and not getattr(outlet, f"{name}_id" if name in {"region", "hub"} else name):
            return refused(name, "required")
    for name, value in values.items():
        setattr(outlet, name, value)
    return None


def _places(
    model: type[Region] | type[Hub], rows: Sequence[Row], *, field: str, call: Call, regions: Mapping[str, Any] = {}
) -> dict[str, Any]:
    """Regions or hubs by code, new ones made where a row gives a name (and a hub's row its region)."""
    named: dict[str, Any] = {}
    for row in rows:
        code, name = row.values.get(field), row.values.get(f"{field}_name")
        region = regions.get(row.values.get("region", ""))
        if code and name and code not in named and (model is Region or region):
            named[code] = Region(code=code, name=name) if model is Region else Hub(code=code, name=name, region=region)
    codes = {row.values[field] for row in rows if field in row.values}
    known = model.objects.in_bulk(list(codes), field_name="code")
    keep([place for code, place in named.items() if code not in known], by=call.by, at=call.at)
    return model.objects.in_bulk(list(codes), field_name="code")


def apply_staff(rows: Sequence[Row], call: Call) -> list[Result]:
    """People by staff number, and one role a row; nobody imported has a password yet."""
    people = User.objects.in_bulk([row.values["staff_no"] for row in rows], field_name="staff_no")
    outlets = Outlet.objects.in_bulk([row.values.get("outlet", "") for row in rows], field_name="code")
    posts = set(Membership.objects.filter(user__in=people.values()).values_list("user_id", "role", "outlet_id"))
    access = access_of(call.by) if call.by else OPERATOR
    return [_staff_row(row.values, people, outlets=outlets, posts=posts, access=access, call=call) for row in rows]


def _staff_row(
    values: Mapping[str, Any],
    people: dict[str, User],
    *,
    outlets: Mapping[str, Outlet],
    posts: set[tuple[int, str, int | None]],
    access: Access,
    call: Call,
) -> Result:
    role, outlet = values.get("role"), outlets.get(values.get("outlet", ""))
    if "outlet" in values and outlet is None:
        return refused("outlet", "unknown_outlet", value=values["outlet"])
    if role is None and outlet is not None:
        return refused("role", "required")
    if role is not None and (role in HQ_ROLES) != (outlet is None):
        return refused("outlet", "role_outlet")
    if role is not None and not access.may_grant(role, outlet.pk if outlet else None):
        return refused("role", "role_forbidden")
    person = people.get(values["staff_no"])
    created = person is None
    post = (person.pk if person else None, str(role), outlet.pk if outlet else None)
    is_new = role is not None and post not in posts
    missing = courses_missing(post[0], role, day=timezone.localdate(call.at)) if is_new else []
    if missing:
        return refused("role", "training_missing", courses=", ".join(course.name for course in missing))
    if person is None:
        new = NewPerson(
            username=values.get("username") or values["staff_no"].lower(),
            name=values["name"],
            staff_no=values["staff_no"],
            phone=values.get("phone", ""),
        )
        try:
            person = people[values["staff_no"]] = create_person(new, by=call.by, at=call.at)
        except Refused as taken:
            return refused("username", taken.code)
    changes = {name: values[name] for name in ("name", "phone") if name in values}
    changed = not created and change_person(person, changes, by=call.by, at=call.at)
    if is_new:
        _membership, new_post = give_role(person, role, outlet=outlet, access=access, by=call.by, at=call.at)
        changed = changed or new_post
    return CREATED if created else UPDATED if changed else UNCHANGED


def _result(kept: Kept[Any]) -> Result:
    return CREATED if kept.created else UPDATED if kept.changes else UNCHANGED


OUTLETS = Importer(
    kind="outlets",
    label=_("Outlets"),
    order=10,
    key=("code",),
    apply=apply_outlets,
    allowed=may_edit_network,
    note=_("Regions and hubs that the file names for the first time are created with their name."),
    reasons={
        "unknown_region": _("There is no region “%(value)s”: give its name as well and it is created."),
        "unknown_hub": _("There is no hub “%(value)s”: give its name and region as well and it is created."),
        "code_exists": _("Somebody has just created the same code: look at the list."),
    },
    fields=(
        Field("code", _("Outlet code"), cells.code(20), ("编号", "网点代码", "网点编号", "code"), True, "440305A"),
        Field("name", _("Outlet name"), cells.text(60), ("名称", "网点", "网点名称"), False, "科苑网点"),
        Field("region", _("Region code"), cells.code(20), ("区域", "区域编号", "大区"), False, "SZ"),
        Field("region_name", _("Region name"), cells.text(60), ("区域名称",), False, "深圳"),
        Field("hub", _("Hub code"), cells.code(20), ("分拨", "分拨中心", "分拨编号"), False, "SZ-HUB"),
        Field("hub_name", _("Hub name"), cells.text(60), ("分拨名称", "分拨中心名称"), False, "深圳分拨"),
        Field("kind", _("Kind of outlet"), cells.one_of(KIND_WORDS), ("类型", "网点类型"), False, "即日件"),
        Field("franchise", _("Franchise"), cells.truth, ("加盟", "是否加盟"), False, "是"),
        Field("self_run_vehicle", _("Own line vehicle"), cells.truth, ("自发车",), False, "否"),
        Field("opens_at", _("Opens at"), cells.clock, ("开门", "营业开始"), False, "08:00"),
        Field("closes_at", _("Closes at"), cells.clock, ("关门", "营业结束"), False, "21:00"),
        Field("contact", _("Contact person"), cells.text(60), ("联系人",), False, "陈站长"),
        Field("phone", _("Telephone"), cells.phone, ("电话", "联系电话"), False, "0755-00000000"),
        Field("address", _("Address"), cells.text(200), ("地址",), False, "深圳市南山区科苑路15号"),
        Field("active", _("Active"), cells.truth, ("启用", "营业", "有效"), False, "是"),
    ),
)

STAFF = Importer(
    kind="staff",
    label=_("Staff"),
    order=20,
    key=("staff_no", "role", "outlet"),
    apply=apply_staff,
    allowed=may_edit_network,
    together=200,
    note=_("One row for each role of a person. Nobody imported can log in before you make a password for them."),
    reasons={
        "unknown_outlet": _("There is no outlet “%(value)s”."),
        "role_outlet": _("A role at an outlet needs the outlet; one at headquarters has none."),
        "role_forbidden": _("Only an administrator gives roles at headquarters."),
        "training_missing": _(
            "This role demands a passed training: %(courses)s. Import the person without the role, then the training, "
            "then the role."
        ),
        "person_exists": _("This login name or staff number is taken."),
    },
    fields=(
        Field("staff_no", _("Staff number"), cells.code(20), ("工号", "员工编号"), True, "S10001"),
        Field("name", _("Name"), cells.text(60), ("姓名", "员工姓名"), True, "陈晓"),
        Field("username", _("Login name"), cells.code(60), ("登录名", "用户名"), False, "s10001"),
        Field("phone", _("Telephone"), cells.phone, ("手机", "电话", "联系电话"), False, "19000000001", mask_phone),
        Field("role", _("Role"), cells.one_of(ROLE_WORDS), ("岗位", "角色", "职务"), False, "快递员"),
        Field("outlet", _("Outlet code"), cells.code(20), ("网点", "网点编号", "网点代码"), False, "440305A"),
    ),
)
