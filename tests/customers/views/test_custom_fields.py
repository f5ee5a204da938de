import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.models import CustomField
from tests import make

pytestmark = pytest.mark.django_db
FIELD = {"label": "货物大小", "code": "size", "type": "choice", "order": "5", "active": "on"}


def test_headquarters_add_a_field_whose_code_and_type_stay(client):
    client.force_login(make.user(Role.CRG))
    new = reverse("customers:custom_field_new")

    empty = client.post(new, FIELD)
    client.post(new, {**FIELD, "choices": "大\n小\n\n大"})
    row = CustomField.objects.get()
    client.post(reverse("customers:custom_field_edit", args=[row.pk]), {**FIELD, "code": "x", "choices": "大"})

    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["choices"])
    assert row.choices == ["大", "小"]
    row.refresh_from_db()
    assert (row.code, row.type, row.choices) == ("size", "choice", ["大"])
