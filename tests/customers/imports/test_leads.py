import pytest

from crm.accounts.roles import Role
from crm.imports.queries import Tally, Undone, tally_of, undone_of
from crm.imports.registry import Call, Row, importer_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from crm.imports.services.undoing import start_undo
from customers.imports.leads import LEADS, apply_leads
from customers.models import Lead, LeadStep
from customers.services.leads import Step, assign_lead, take_step
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


def test_an_import_is_taken_back_but_for_what_was_worked_since():
    outlet, by, at = make.outlet(), make.user(Role.CRG), make.NOON
    make.lead(outlet, phone="15400000009")
    before = list(Lead.objects.values())
    text = "姓名,电话,网点\n" + "".join(f"林{number},1540000000{number},{outlet.code}\n" for number in (1, 2, 3, 4, 9))
    file = advance(stage_file(text.encode(), "l.csv", importer=LEADS, by=by, at=at).pk, at=at)
    start_commit(file, whole=False, by=by, at=at)
    file = advance(file.pk, at=at)
    assert tally_of(file) == Tally(created=4, unchanged=1)
    one, two, three, four = Lead.objects.filter(phone__lt="15400000009").order_by("phone")
    take_step(one, Step("contacted"), by=by, at=at)
    assign_lead(two, None, by=by, at=at)
    gone = three.pk
    three.delete()

    start_undo(file, by=by, at=at)
    file = advance(file.pk, at=at)

    left = dict(file.journal.filter(undo="kept").values_list("object_id", "undo_code"))
    assert left == {one.pk: "edited_since", two.pk: "edited_since", gone: "gone_since"}
    assert undone_of(file) == Undone(undone=1, kept=3)
    assert not LeadStep.objects.filter(lead=four.pk).exists()
    Lead.objects.filter(pk__in=[one.pk, two.pk]).delete()
    assert list(Lead.objects.values()) == before


def test_whoever_gives_out_leads_imports_them():
    allowed = {role for role in Role if importer_of("leads") is LEADS and LEADS.allowed(make.user(role))}

    assert allowed == {Role.CRG, Role.OPERATIONS, Role.ADMINISTRATOR}
