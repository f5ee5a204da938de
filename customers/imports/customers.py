"""Customer files from CSV and Excel files: their four blocks, the main contact and the custom fields."""

import re
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Field as ModelField
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.imports.registry import Call, Field, Importer, Outcome, Result, Row, Words, Written, refused
from crm.imports.rules import cells
from crm.imports.rules.cells import BadCell, Reader
from crm.shared.masking import mask_address, mask_name, mask_phone
from crm.shared.phones import normal_phone
from customers.models import Contact, Customer, CustomField, Profile, Source
from customers.rules.custom_fields import WrongValue, read
from customers.services.files import CUSTOM, PROFILE, WrongCustom
from customers.services.import_undoing import Wrote, take_back
from customers.services.importing import Kept, Masked, Wanted, keep_files
from outlets.access import OPERATOR, access_of
from outlets.models import Membership, Outlet

#: Who brings customers: a manager those of the own outlet, these of headquarters any.
IMPORTERS = frozenset({Role.MANAGER, Role.CRG}) | NETWORK_EDITORS
MANY = 2000

KINDS = {"个人": "person", "个人客户": "person", "企业": "enterprise", "企业客户": "enterprise"}
CREDITS = {"良好": "good", "好": "good", "一般": "fair", "中": "fair", "较差": "poor", "差": "poor"}
PARTS = {"决策": "decider", "决策人": "decider", "发货": "shipping", "发货人": "shipping", "财务": "finance"}
PARTS |= {"前台": "reception", "其他": "other"}
SOURCES = {"柜台": "counter", "来电": "call", "网页": "web", "导入": "import", "合作方": "api", "转介绍": "referral"}
SOURCES |= {"活动": "event"}


def word_of(choices: type[Any], more: Mapping[str, str]) -> Reader:
    """A word of a list: its code, its label in any language, and what else people write."""

    @cache
    def reader() -> Reader:
        return cells.one_of(
            {**{str(value): str(value) for value in choices.values if value}, **more, **_labels(choices)}
        )

    return lambda cell: reader()(cell)


def _labels(choices: type[Any]) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(label): str(value) for value, label in choices.choices if value}
    return found


_MOBILE = re.compile(r"1[0-9]{10}")


def phone(cell: str) -> str:
    if _MOBILE.fullmatch(cell):
        return cell
    if cells.is_scientific(cell):
        raise BadCell("scientific", value=cell)
    try:
        return normal_phone(cell)
    except ValueError as wrong:
        raise BadCell("not_a_phone", value=cell) from wrong


def email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError as wrong:
        raise BadCell("not_an_email", value=cell) from wrong
    return cell


def unless_masked(reader: Reader) -> Reader:
    """Own exports hide what is personal; read again, such a cell says nothing new."""
    return lambda cell: Masked(cell) if "**" in cell else reader(cell)


def may_import(user: User) -> bool:
    return access_of(user).has(IMPORTERS)


def scope(user: User) -> str:
    """The outlets whose customers somebody brings; headquarters bring and see all."""
    access = access_of(user)
    return "" if access.network else ",".join(map(str, sorted(access.outlet_ids)))[:40]


def about(values: Mapping[str, Any]) -> Hashable | None:
    """The same code twice in an outlet, or without codes the same name and telephone."""
    if code := values.get("code"):
        return values.get("outlet"), code
    return (values.get("outlet"), values.get("name"), values.get("phone")) if values.get("phone") else None


def apply_customers(rows: Sequence[Row], call: Call) -> list[Result]:
    access = access_of(call.by) if call.by else OPERATOR
    outlets = Outlet.objects.all() if access.network else Outlet.objects.filter(pk__in=access.outlet_ids)
    by_code = {code: number for number, code in outlets.values_list("pk", "code")}
    keepers = _keepers(rows)
    results: dict[int, Result] = {}
    wanted: list[tuple[int, Wanted]] = []
    for row in rows:
        found = _wanted(row.values, by_code, access.only_outlet_id, keepers)
        if isinstance(found, Result):
            results[row.line] = found
        else:
            wanted.append((row.line, found))
    kept = keep_files([each for _line, each in wanted], at=call.at)
    results |= {line: _result(each) for (line, _wanted), each in zip(wanted, kept, strict=True)}
    return [results[row.line] for row in rows]


def undo_customers(rows: Sequence[Written], call: Call) -> list[str]:
    return take_back([Wrote(row.object_id, row.version, row.before) for row in rows])


def _wanted(
    values: Mapping[str, Any], outlets: Mapping[str, int], own: int | None, keepers: Mapping[str, Mapping[int, int]]
) -> Wanted | Result:
    told = dict(values)
    code, number, keeper = told.pop("outlet", None), told.pop("code", ""), told.pop("keeper", None)
    outlet = outlets.get(code) if code else own
    if outlet is None:
        return refused("outlet", "unknown_outlet", value=code) if code else refused("outlet", "required")
    if keeper is not None:
        if outlet not in keepers.get(keeper, {}):
            return refused("keeper", "unknown_keeper", value=keeper)
        told["keeper_id"] = keepers[keeper][outlet]
    return Wanted(outlet, number, told)


def _keepers(rows: Sequence[Row]) -> dict[str, dict[int, int]]:
    """Staff number → outlet → who that is, of those that the file names."""
    numbers = {row.values["keeper"] for row in rows if "keeper" in row.values}
    posts = Membership.objects.filter(user__staff_no__in=numbers, outlet__isnull=False) if numbers else ()
    found: dict[str, dict[int, int]] = {}
    for number, outlet, person in posts.values_list("user__staff_no", "outlet_id", "user_id") if numbers else ():
        found.setdefault(number, {})[outlet] = person
    return found


def _result(kept: Kept) -> Result:
    field = "keeper" if kept.field == "keeper_id" else kept.field
    return Result(
        Outcome(kept.outcome), field, kept.code, object_id=kept.customer_id, version=kept.version, before=kept.before
    )


def custom_fields() -> list[Field]:
    """As headquarters have made them; a column may be called by label or code."""
    return [
        Field(
            f"{CUSTOM}{each.code}",
            str(each),
            unless_masked(_custom(each)) if each.personal else _custom(each),
            tuple(filter(None, (each.label, each.label_en, each.code))),
            mask=mask_name if each.personal else None,
        )
        for each in CustomField.objects.filter(active=True)
    ]


def _custom(field: CustomField) -> Reader:
    spec = field.spec()

    def reader(cell: str) -> object:
        try:
            return read(spec, cell)
        except WrongValue as wrong:
            raise BadCell(f"custom_{wrong.code}", value=cell) from wrong

    return reader


def _profile_field(name: str, *aliases: str) -> Field:
    model: ModelField[Any, Any] = Profile._meta.get_field(name)
    return Field(name, model.verbose_name, _PROFILE_READERS.get(name, cells.text(500)), aliases)


_MONEY = cells.decimal(2, most=Decimal("9999999999.99"))
_PROFILE_READERS: dict[str, Reader] = {
    "registered_capital": cells.decimal(2, most=Decimal("999999999999.99")),
    "employees": cells.whole(most=2_000_000),
    "monthly_cost": _MONEY,
    "safety_agreement_on": cells.day,
    "safety_agreement_until": cells.day,
}
_PROFILE_ALIASES = {
    "registered_capital": ("注册资金", "注册资本"),
    "employees": ("员工人数", "人数"),
    "monthly_cost": ("月物流费用", "每月物流费"),
    "safety_agreement_on": ("安全协议签订日期",),
    "safety_agreement_until": ("安全协议到期日期", "安全协议有效期至"),
}
REASONS: dict[str, Words] = {
    "unknown_outlet": _("There is no outlet “%(value)s” that you may bring customers for."),
    "unknown_keeper": _("Nobody with the staff number “%(value)s” works at this outlet."),
    "not_an_email": _("“%(value)s” is no e-mail address."),
    "masked": _("This cell is masked, and it does not stand for what the file holds."),
    "file_closed": _("The file with this code was merged or made anonymous: nothing is added to it."),
    "phone_known": _("A file with this telephone stands there already: look at the duplicates."),
    **{f"custom_{code}": text for code, text in WrongCustom.WORDS.items()},
}
CUSTOMERS = Importer(
    kind="customers",
    label=_("Customers"),
    order=30,
    key=("code",),
    same=about,
    apply=apply_customers,
    undo=undo_customers,
    allowed=may_import,
    scope=scope,
    together=MANY,
    extra=custom_fields,
    reasons=REASONS,
    note=_(
        "A file is found by outlet and code, one without a code by name and telephone; it is changed by what the row "
        "says. Own exports can be read again: masked cells change nothing."
    ),
    fields=(
        Field("outlet", _("Outlet code"), cells.code(20), ("网点", "网点编号", "网点代码"), False, "440305A"),
        Field("code", _("Customer code"), cells.code(40), ("编号", "客户编号", "客户代码", "code"), False, "C-001"),
        Field(
            *("name", _("Customer name"), unless_masked(cells.text(120))),
            *(("名称", "客户", "客户名称", "公司", "公司名称", "姓名", "name"), True, "东海五金", mask_name),
        ),
        Field(
            *("kind", _("Kind of customer"), word_of(Customer.Kind, KINDS)),
            *(("类型", "客户类型", "kind"), False, "企业"),
        ),
        Field(
            *("phone", _("Telephone"), unless_masked(phone)),
            *(("电话", "手机", "联系电话", "手机号", "phone"), False, "19000000001", mask_phone),
        ),
        Field(
            *("address", _("Address"), unless_masked(cells.text(200))),
            *(("地址", "客户地址", "address"), False, "东莞市虎门镇连升路18号3栋501室", mask_address),
        ),
        Field("industry", _("Industry"), cells.text(60), ("行业", "所属行业"), False, "五金"),
        Field("goods", _("Goods"), cells.text(200), ("货物", "主营货物", "产品"), False, ""),
        Field("interests", _("Interests"), cells.text(200), ("兴趣", "爱好"), False, ""),
        Field("credit", _("Credit grade"), word_of(Customer.Credit, CREDITS), ("信用", "信用等级")),
        Field("source", _("Source"), word_of(Source, SOURCES), ("来源", "客户来源")),
        Field("keeper", _("Staff number of the keeper"), cells.code(20), ("维护人", "维护人工号", "客户经理工号")),
        Field(
            *("contact_name", _("Contact person"), unless_masked(cells.text(60))),
            *(("联系人", "主要联系人", "联系人姓名"), False, "陈晓", mask_name),
        ),
        Field("contact_part", _("Part of the contact"), word_of(Contact.Part, PARTS), ("联系人角色",)),
        Field("contact_position", _("Position of the contact"), cells.text(60), ("职务", "联系人职务")),
        Field(
            *("contact_phone", _("Telephone of the contact"), unless_masked(phone)),
            *(("联系人电话", "联系人手机"), False, "19000000002", mask_phone),
        ),
        Field(
            *("contact_email", _("E-mail of the contact"), unless_masked(email)),
            *(("邮箱", "联系人邮箱"), False, "", mask_name),
        ),
        Field(
            *("contact_wechat", _("WeChat of the contact"), unless_masked(cells.text(60))),
            *(("微信", "联系人微信"), False, "", mask_name),
        ),
        *(_profile_field(name, *_PROFILE_ALIASES.get(name, ())) for name in PROFILE),
    ),
)
