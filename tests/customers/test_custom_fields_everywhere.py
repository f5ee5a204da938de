"""A field of each type that headquarters added: in the list's filters, the import, the export and the API."""

import csv
import io
import json

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from crm.exports.models import Export
from crm.imports.forms import MappingForm
from crm.imports.queries import Tally, tally_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import assign_columns, stage_file
from customers.imports.customers import CUSTOMERS
from customers.models import Customer, CustomField
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db

#: Type → what a cell says and another one, the value that is kept, how the list's filter asks for it, what comes out.
TYPES = {
    "text": ("老客户介绍", "自己来的", "老客户介绍", "老客户介绍", "老客户介绍"),
    "number": ("1,200.5", "7", 1200.5, "1200.50", "1200.5"),
    "day": ("2026/3/1", "2026-03-02", "2026-03-01", "2026-03-01", "2026-03-01"),
    "choice": ("金", "银", "金", "金", "金"),
    "yes_no": ("是", "否", True, "yes", "是"),
}


def imported(text: str, manager, mapping: dict[int, str] | None = None) -> Tally:
    file = stage_file(text.encode(), "c.csv", importer=CUSTOMERS, by=manager, at=make.NOON, assignable=True)
    if mapping:
        advance(file.pk, at=make.NOON)
        labels = dict(MappingForm(file=file, taken=[None] * len(file.header), told=True).fields["column_0"].choices)
        assert set(mapping.values()) <= set(labels)
        assign_columns(file, mapping, by=manager, at=make.NOON)
    file = advance(file.pk, at=make.NOON)
    start_commit(file, whole=False, by=manager, at=make.NOON)
    return tally_of(advance(file.pk, at=make.NOON))


@pytest.mark.parametrize("type_", CustomField.Type.values)
def test_a_field_is_filtered_imported_exported_and_told(client, type_):
    said, other, kept, asked, told = TYPES[type_]
    manager, partner = make.user(Role.MANAGER), Partner()
    field = make.custom_field("extra", type_, choices=["金", "银"] if type_ == "choice" else [])
    client.force_login(manager)
    url = reverse("customers:customers")

    lines = [["编号", "客户名称", field.label], ["C1", "甲店", said], ["C2", "乙店", other], ["C3", "丙店", ""]]
    assert imported(text_of(lines), manager) == Tally(created=3)
    lines = [["编号", "名称", "别的叫法"], ["C4", "丁店", said]]
    assert imported(text_of(lines), manager, {0: "code", 1: "name", 2: "custom.extra"}) == Tally(created=1)
    assert dict(Customer.objects.values_list("code", "custom__extra")) | {"C2": ""} == {
        **{"C1": kept, "C2": "", "C3": None, "C4": kept}
    }

    shown = client.get(url, {"custom_extra": asked})
    assert [row.code for row in shown.context["table"].objects] == ["C4", "C1"]
    assert [chip.label for chip in shown.context["filterset"].chips()] == [field.label]

    ask = {"format": "csv", "reason": "会议", "list": f"custom_extra={asked}"}
    client.post(reverse("exports:new", args=["customers"]), ask)
    content = client.post(reverse("exports:file", args=[Export.objects.get().pk])).content.decode("utf-8-sig")
    assert [row[field.label] for row in csv.DictReader(io.StringIO(content))] == [told, told]
    assert imported(content, manager) == Tally(unchanged=2)

    one = Customer.objects.get(code="C1")
    assert partner.get(f"/customers/{one.pk}/").json()["custom"] == {"extra": kept}
    back = partner.patch(f"/customers/{one.pk}/", {"custom": {"extra": None}})
    again = partner.patch(f"/customers/{one.pk}/", {"custom": {"extra": kept}})
    assert (back.json()["custom"], again.json()["custom"]) == ({}, {"extra": kept})
    assert json.dumps(Customer.objects.get(code="C1").custom) == json.dumps({"extra": kept})


def text_of(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
