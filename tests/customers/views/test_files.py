"""The file at the counter: opened with a name and a number, changed by two at once."""

import re

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.models import Customer, Profile
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    outlet = make.outlet()
    client.force_login(make.user(Role.WAYBILL_CLERK, outlet))
    client.outlet = outlet
    return client


def sent(page, **changes):
    """What a browser would send back from this page, with some fields typed anew."""
    form = page.context["form"]
    told = {name: form[name].value() for name in form.fields}
    told = {name: "" if value is None else getattr(value, "pk", value) for name, value in told.items()}
    return {**told, **changes}


def test_a_name_and_a_number_are_enough(clerk):
    answer = clerk.post(
        reverse("customers:customer_new"),
        told := {
            "kind": "person",
            "name": "张 三",
            "phone": "１３９ 1234 5678",
            "source": "counter",
        },
    )

    row = Customer.objects.get()
    assert answer.url == row.get_absolute_url()
    assert (row.name, row.phone, row.outlet, row.code) == ("张 三", "13912345678", clerk.outlet, f"K{row.pk:07d}")
    again = clerk.post(reverse("customers:customer_new"), told)
    assert (again.status_code, again.context["likes"][0].customer) == (422, row)
    clerk.post(reverse("customers:customer_new"), {**told, "anyway": "1"})
    assert Customer.objects.count() == 2


def test_a_form_begun_elsewhere_is_filled_in(clerk):
    page = clerk.post(reverse("customers:customer_new"), {"prefill": "1", "phone": "13912345678", "source": "call"})

    assert page.status_code == 200
    assert 'value="13912345678"' in page.text
    assert page.context["form"]["source"].value() == "call"


def test_the_page_shows_masks_and_keeps_what_is_left_as_it_was(clerk):
    row = make.customer(clerk.outlet, kind="person", name="张三丰", phone="13912345678", address="科苑路15号3栋501室")
    url = reverse("customers:customer_edit", args=[row.pk])

    page = clerk.get(url)
    clerk.post(url, sent(page, goods="灯具", storage_needs="防潮"))

    assert not re.search("张三丰|13912345678|501", page.text)
    row.refresh_from_db()
    assert (row.name, row.phone, row.address, row.goods) == ("张三丰", "13912345678", "科苑路15号3栋501室", "灯具")
    assert (Profile.objects.get().storage_needs, row.version) == ("防潮", 2)


def test_half_a_mask_is_no_number(clerk):
    row = make.customer(clerk.outlet, phone="13912345678")
    url = reverse("customers:customer_edit", args=[row.pk])

    answer = clerk.post(url, sent(clerk.get(url), phone="139******79"))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])


def test_two_who_change_different_fields_do_not_notice_each_other(clerk):
    row = make.customer(clerk.outlet)
    url = reverse("customers:customer_edit", args=[row.pk])
    mine, theirs = clerk.get(url), clerk.get(url)

    clerk.post(url, sent(theirs, phone="13912345678", industry="电子"))
    answer = clerk.post(url, sent(mine, goods="灯具"))

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.phone, row.industry, row.goods) == ("13912345678", "电子", "灯具")


@pytest.mark.parametrize(("take", "kept"), [("mine", "灯具"), ("theirs", "服装")])
def test_a_field_that_two_have_changed_is_asked_about(clerk, take, kept):
    row = make.customer(clerk.outlet, goods="茶叶", phone="13900000000")
    url = reverse("customers:customer_edit", args=[row.pk])
    mine, theirs = clerk.get(url), clerk.get(url)
    clerk.post(url, sent(theirs, goods="服装", industry="纺织", phone="13912345678"))

    asked = clerk.post(url, sent(mine, goods="灯具", interests="围棋"))
    choice = asked.context["choices"][0]
    answer = clerk.post(url, sent(asked, **{choice.take: take}))

    assert (asked.status_code, choice.field.value(), choice.original, choice.theirs) == (409, "灯具", "茶叶", "服装")
    assert asked.context["also"] == ["电话", "行业"]
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.goods, row.industry, row.interests, row.phone) == (kept, "纺织", "围棋", "13912345678")


def test_custom_fields_stand_in_the_file(clerk):
    make.custom_field("pallets", "number", required=True)
    make.custom_field("wx", "text", personal=True)
    make.custom_field("bulky", "yes_no")
    make.custom_field("since", "day")
    row = make.customer(clerk.outlet, custom={"wx": "zhang88", "pallets": 2.5})
    url = reverse("customers:customer_edit", args=[row.pk])

    page = clerk.get(url)
    clerk.post(url, sent(page, **{"custom.bulky": "是", "custom.since": "2026-01-31"}))
    empty = clerk.post(url, sent(clerk.get(url), **{"custom.pallets": ""}))

    assert "zhang88" not in page.text
    row.refresh_from_db()
    assert row.custom == {"wx": "zhang88", "pallets": 2.5, "bulky": True, "since": "2026-01-31"}
    assert empty.status_code == 422


def test_other_outlets_files_are_not_there(clerk):
    assert clerk.get(reverse("customers:customer_edit", args=[make.customer().pk])).status_code == 404
