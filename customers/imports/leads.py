"""Leads from a file, such as the cards collected at a fair."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.accounts.models import User
from crm.imports.registry import UNCHANGED, Call, Field, Importer, Outcome, Result, Row, Written, refused
from crm.imports.rules import cells
from crm.shared.masking import mask_address, mask_name, mask_phone
from crm.shared.phones import plainest
from customers.models import LeadEvent, Source
from customers.services.lead_undoing import Opened, take_back
from customers.services.leads import ASSIGNERS, LeadExists, NewLead, open_lead
from outlets.access import access_of
from outlets.models import Outlet

SOURCE_WORDS = {
    "柜台": Source.COUNTER,
    "来电": Source.CALL,
    "网上表单": Source.WEB,
    "导入": Source.IMPORT,
    "转介绍": Source.REFERRAL,
    "活动": Source.EVENT,
    **{source.value: source for source in Source},
}


def apply_leads(rows: Sequence[Row], call: Call) -> list[Result]:
    """A number with an open lead at the same place stays as it is: whoever works it knows more than the file."""
    outlets = Outlet.objects.in_bulk([row.values.get("outlet", "") for row in rows], field_name="code")
    names = [row.values["event"] for row in rows if "event" in row.values]
    events = {event.name: event for event in LeadEvent.objects.filter(name__in=names).order_by("held_on", "pk")}
    return [_apply(row, outlets, events, call) for row in rows]


def _apply(row: Row, outlets: dict[str, Outlet], events: dict[str, LeadEvent], call: Call) -> Result:
    values = dict(row.values)
    for name, known in (("outlet", outlets), ("event", events)):
        if name in values and values[name] not in known:
            return refused(name, f"unknown_{name}", value=values[name])
    outlet, event = outlets.get(values.pop("outlet", "")), events.get(values.pop("event", ""))
    consent = values.pop("consent", False)
    source = values.pop("source", Source.EVENT if event else Source.IMPORT)
    if source == Source.EVENT and event is None:
        return refused("event", "required")
    new = NewLead(
        source=source,
        **{**values, "phone": plainest(values["phone"])},
        event=event,
        consent_at=call.at if consent else None,
    )
    try:
        lead = open_lead(new, outlet=outlet or (event.outlet if event else None), by=call.by, at=call.at)
    except LeadExists:
        return UNCHANGED
    return Result(Outcome.CREATED, object_id=lead.pk, version=lead.version)


def undo_leads(rows: Sequence[Written], _call: Call) -> list[str]:
    return take_back([Opened(row.object_id, row.version) for row in rows])


def _allowed(user: User) -> bool:
    return access_of(user).has(ASSIGNERS)


LEADS = Importer(
    kind="leads",
    label=_("Leads"),
    order=55,
    key=("phone", "outlet"),
    apply=apply_leads,
    undo=undo_leads,
    allowed=_allowed,
    note=_("Without an outlet a lead goes to the one that serves its address, else to headquarters' queue."),
    reasons={
        "unknown_outlet": _("There is no outlet “%(value)s”."),
        "unknown_event": _("There is no event “%(value)s”: write it down under Leads, Events first."),
    },
    fields=(
        Field("name", _("Name"), cells.text(60), ("姓名", "联系人"), True, "林小姐", mask_name),
        Field("phone", _("Telephone"), cells.phone, ("手机", "电话", "联系电话"), True, "19900000003", mask_phone),
        Field("company", _("Company"), cells.text(120), ("公司", "单位", "店铺"), False, "示例灯饰厂"),
        Field("address", _("Address"), cells.text(200), ("地址", "取件地址"), False, "东莞市虎门镇", mask_address),
        Field("need", _("What is needed"), cells.text(500), ("需求", "备注"), False, "每天十件到上海"),
        Field("parcels_a_month", _("Parcels a month"), cells.whole(most=1_000_000), ("月件量",), False, "300"),
        Field("source", _("Source"), cells.one_of(SOURCE_WORDS), ("来源", "线索来源"), False, "活动"),
        Field("event", pgettext_lazy("lead", "Event"), cells.text(120), ("活动", "展会"), False, "虎门服装展"),
        Field("outlet", _("Outlet code"), cells.code(20), ("网点", "网点编号", "网点代码"), False, ""),
        Field("consent", _("Agrees to be called back"), cells.truth, ("同意回电", "同意"), False, "是"),
    ),
)
