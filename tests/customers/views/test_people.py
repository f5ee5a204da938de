"""People, days, consents and other networks, as rows of the file."""

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.models import CompetitorUse, Consent, Contact, ImportantDate, Touch
from customers.queries.consents import standings_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(client):
    customer = make.customer()
    client.force_login(make.user(Role.SERVICE_CLERK, customer.outlet))
    return customer


def page(name, pk):
    return reverse(f"customers:{name}", args=[pk])


def htmx(client, url, told=None):
    headers = {"HX-Request": "true", "HX-Target": "people"}
    return client.get(url, headers=headers) if told is None else client.post(url, told, headers=headers)


def test_people_are_added_where_they_stand_and_one_is_the_main_contact(client, row):
    htmx(client, page("contact_new", row.pk), {"name": "王小明", "part": "decider", "phone": "13912345678"})
    answer = htmx(client, page("contact_new", row.pk), {"name": "李四", "part": "shipping", "main": "on"})

    assert (answer.status_code, answer.text.lstrip()[:20]) == (200, '<section class="card')
    assert list(Contact.objects.values_list("name", "main")) == [("李四", True), ("王小明", False)]
    assert "139******78" in answer.text and "13912345678" not in answer.text
    assert "<strong>李**</strong>" in client.get(page("customer", row.pk)).text


def test_without_scripts_it_is_a_page(client, row):
    assert "<h1>" in client.get(page("contact_new", row.pk)).text
    assert client.post(page("contact_new", row.pk), {"name": "李四", "part": "other"}).url == row.get_absolute_url()


def test_a_person_whom_two_change_at_once(client, row):
    person = make.contact(row, name="王小明", phone="13912345678", taboos="烟")
    url = page("contact_edit", person.pk)
    form = htmx(client, url).context["form"]
    told = {name: form[name].value() or "" for name in form.fields}

    htmx(client, url, {**told, "taboos": "酒", "position": "经理"})
    asked = htmx(client, url, {**told, "taboos": "茶"})

    assert (asked.status_code, asked.context["choices"][0].theirs) == (422, "酒")
    again = asked.context["form"]
    htmx(client, url, {**{name: again[name].value() or "" for name in again.fields}, "take.taboos": "mine"})
    person.refresh_from_db()
    assert (person.taboos, person.position, person.phone, person.name) == ("茶", "经理", "13912345678", "王小明")


def test_who_has_been_spoken_with_is_not_taken_out(client, row):
    known, mistake = make.contact(row), make.contact(row)
    Touch.objects.create(
        customer=row, outlet=row.outlet, contact=known, kind="note", text="…", at=make.NOON, by=make.user()
    )

    assert htmx(client, page("contact_remove", known.pk), {}).status_code == 422
    assert htmx(client, page("contact_remove", mistake.pk), {}).status_code == 200
    assert Contact.objects.get() == known


def test_days_come_back_by_sun_and_moon(client, row):
    person = make.contact(row, name="王小明")
    lunar = {"calendar": "lunar", "month": "6", "day": "1", "leap_month": "on"}

    answer = htmx(client, page("date_new", row.pk), {"kind": "birthday", "contact": person.pk, **lunar})
    wrong = htmx(client, page("date_new", row.pk), {"kind": "founding", "calendar": "solar", "month": "2", "day": "30"})

    day = ImportantDate.objects.get()
    assert (day.contact, day.leap_month, day.next_on is not None) == (person, True, True)
    assert "农历闰6月1日" in answer.text
    assert wrong.status_code == 422


def test_the_last_word_counts(client, row):
    word = {"channel": "sms", "purpose": "promotion", "source": "counter"}

    htmx(client, page("consent_new", row.pk), {**word, "given": "yes"})
    answer = htmx(client, page("consent_new", row.pk), {**word, "given": "no", "source": "phone"})

    assert Consent.objects.count() == 2
    assert [one.standing.word.given for one in answer.context["rows"]] == [False]
    standing = {(one.channel, one.purpose): one for one in standings_of(row)}
    assert [standing["sms", "promotion"].allowed, standing["sms", "notice"].allowed] == [False, True]
    assert standing["email", "promotion"].allowed is False


def test_another_network_in_use(client, row):
    network = make.competitor(name="顺达")

    htmx(client, page("use_new", row.pk), {"competitor": network.pk, "share_percent": "４0", "prices": "首重 6 元"})

    assert CompetitorUse.objects.values_list("share_percent", "prices").get() == (40, "首重 6 元")
    assert htmx(client, page("use_new", row.pk), {"competitor": network.pk, "share_percent": "101"}).status_code == 422
