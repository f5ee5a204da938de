"""The customer's page and the list: who this is, masked, in one look."""

from datetime import timedelta

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.services.touches import note_touch
from tests import make

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def scene(client):
    outlet = make.outlet()
    client.force_login(make.user(Role.SERVICE_CLERK, outlet))
    return outlet


def test_an_enterprise_is_known_by_its_name_and_a_person_is_masked(client, scene):
    make.standing(make.customer(scene, name="东海五金", phone="13800138000"), "A")
    make.customer(scene, name="欧阳明月", kind="person", phone="13900139000")
    make.customer(name="别家的")

    page = client.get("/customers/", headers=ENGLISH).text

    assert "东海五金" in page and "欧阳**" in page
    assert not any(word in page for word in ("明月", "13800138000", "13900139000", "别家的"))


def test_the_page_tells_what_happened_part_by_part(client, scene):
    customer = make.customer(scene)
    by = make.user()
    for n in range(32):
        note_touch(customer, "note", f"note {n:02d}", by=by, at=make.NOON + timedelta(minutes=n))
    url = customer.get_absolute_url()

    first = client.get(url, headers=ENGLISH)
    below = client.get(url, {"before": first.context["thread"].next}, headers={**ENGLISH, "HX-Request": "true"})

    assert len(first.context["thread"].lines) == 30
    assert [line.text for line in below.context["thread"].lines] == ["note 01", "note 00"]
    assert client.get(url, {"part": "tasks"}).context["thread"].lines == []


def test_a_merged_file_leads_to_the_one_that_was_kept(client, scene):
    kept = make.customer(scene)
    gone = make.customer(scene, state="merged", merged_into=kept)

    assert client.get(gone.get_absolute_url()).url == reverse("customers:customer", args=[kept.pk])
