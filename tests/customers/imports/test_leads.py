import pytest

from crm.accounts.roles import Role
from crm.imports.registry import Call, Row, importer_of
from customers.imports.leads import LEADS, apply_leads
from customers.models import Lead
from tests import make

pytestmark = pytest.mark.django_db


def rows(*values):
    return [Row(line, value) for line, value in enumerate(values, start=2)]


def test_leads_of_a_file_find_their_outlet_or_say_what_is_missing():
    outlet, by = make.outlet(), make.user(Role.CRG)
    make.area(outlet, city="东莞市", town="虎门镇")
    make.lead_event(event_outlet := make.outlet(), name="虎门服装展")
    make.lead(outlet, phone="15400000009")
    told = {"name": "林小姐"}
    file = rows(
        {**told, "phone": "15400000001", "address": "东莞市虎门镇", "consent": True},
        {**told, "phone": "15400000002", "event": "虎门服装展"},
        {**told, "phone": "15400000003", "address": "天边", "parcels_a_month": 300},
        {**told, "phone": "15400000009", "outlet": outlet.code},
        {**told, "phone": "15400000004", "outlet": "NOWHERE"},
        {**told, "phone": "15400000005", "event": "别的展"},
        {**told, "phone": "15400000006", "source": "event"},
    )

    results = apply_leads(file, Call(by, make.NOON, "leads.csv"))

    assert [(each.outcome, each.field, each.code) for each in results] == [
        *[("created", "", "")] * 3,
        ("unchanged", "", ""),
        ("refused", "outlet", "unknown_outlet"),
        ("refused", "event", "unknown_event"),
        ("refused", "event", "required"),
    ]
    kept = Lead.objects.exclude(phone="15400000009").order_by("phone")
    assert list(kept.values_list("source", "outlet", "consent_at")) == [
        ("import", outlet.pk, make.NOON),
        ("event", event_outlet.pk, None),
        ("import", None, None),
    ]


def test_whoever_gives_out_leads_imports_them():
    allowed = {role for role in Role if importer_of("leads") is LEADS and LEADS.allowed(make.user(role))}

    assert allowed == {Role.CRG, Role.OPERATIONS, Role.ADMINISTRATOR}
