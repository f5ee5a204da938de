import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from customers.models import Customer, DuplicatePair, Merge
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlet():
    return make.outlet()


@pytest.fixture
def manager(client, outlet):
    person = make.user(Role.MANAGER, outlet)
    client.force_login(person)
    return person


def pair(outlet, score=60):
    return make.duplicate(
        make.customer(outlet, phone="13800138000", name="华强电子"),
        make.customer(outlet, phone="13800138000", name="深圳华强电子", address="富民路12号"),
        score=score,
    )


def page(client, found):
    return client.get(found.get_absolute_url())


def test_a_pair_is_merged_by_one_post_and_the_next_follows(client, outlet, manager):
    best, next_one, last = pair(outlet, 90), pair(outlet, 80), pair(outlet, 70)
    shown = page(client, next_one)
    told = {"kept": next_one.first_id, "seen": shown.context["seen"], "decision": "same", "take-address": "its"}

    answer = client.post(next_one.get_absolute_url(), told | {"take-name": "mine"})

    assert answer.url == last.get_absolute_url()
    done = Merge.objects.get()
    assert (done.kept_id, done.gone_id, done.by) == (next_one.first_id, next_one.second_id, manager)
    assert (done.kept.name, done.kept.address) == ("华强电子", "富民路12号")
    assert reverse("customers:merged", args=[done.pk]) in page(client, last).content.decode()
    assert DuplicatePair.objects.get(pk=best.pk).state == "open"


def test_the_other_file_is_kept_when_the_sides_are_swapped(client, outlet, manager):
    found = pair(outlet)
    swapped = client.get(found.get_absolute_url() + "?swap").context["sides"]

    client.post(found.get_absolute_url(), {"kept": swapped[0].customer.pk, "decision": "same"})

    assert Merge.objects.get().kept_id == found.second_id == swapped[0].customer.pk


def test_two_customers_stay_two_and_can_be_asked_again(client, outlet, manager):
    found = pair(outlet)

    answer = client.post(found.get_absolute_url(), {"decision": "different"})

    assert answer.url == reverse("customers:duplicates")
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("different", manager)
    client.post(reverse("customers:duplicate_again", args=[found.pk]))
    found.refresh_from_db()
    assert found.state == "open"


def test_what_somebody_has_changed_meanwhile_is_compared_again(client, outlet, manager):
    found = pair(outlet)
    seen = page(client, found).context["seen"]
    Customer.objects.filter(pk=found.first_id).update(version=7)

    answer = client.post(found.get_absolute_url(), {"kept": found.first_id, "seen": seen, "decision": "same"})

    assert answer.url == found.get_absolute_url()
    assert not Merge.objects.exists()


def test_personal_data_is_masked_beside_each_other(client, outlet, manager):
    found = make.duplicate(
        make.customer(outlet, kind="person", name="张小伟", phone="13800138000", address="富民路12号3栋501室"),
        make.customer(outlet, kind="person", name="张小纬", phone="13900139000"),
    )

    text = page(client, found).content.decode()

    assert "张**" in text
    assert not any(whole in text for whole in ("张小", "13800138000", "13900139000", "501"))


def test_any_two_files_are_compared_by_code(client, outlet, manager):
    one, other, foreign = make.customer(outlet, code="K1"), make.customer(outlet, code="K2"), make.customer(code="K3")
    url = reverse("customers:merge_with", args=[one.pk])

    assert client.get(url, {"code": "K2"}).url == reverse("customers:merge", args=[one.pk, other.pk])
    assert client.get(url, {"code": "K3"}).url == one.get_absolute_url()
    assert client.get(reverse("customers:merge", args=[one.pk, foreign.pk])).status_code == 404
    assert client.post(reverse("customers:merge", args=[one.pk, other.pk])).url == one.get_absolute_url()
    assert Customer.objects.get(pk=other.pk).merged_into == one


def test_a_merge_is_undone_on_its_page_and_the_pair_is_asked_again(client, outlet, manager):
    found = pair(outlet)
    client.post(found.get_absolute_url(), {"kept": found.first_id, "decision": "same"})
    done = Merge.objects.get()
    assert client.get(reverse("customers:merges")).context["page"].rows == [done]

    answer = client.post(reverse("customers:merge_undo", args=[done.pk]))

    assert answer.url == found.get_absolute_url()
    assert Customer.objects.filter(state="active").count() == 2
    assert page(client, done).status_code == 200


@pytest.mark.parametrize("name", ["duplicates", "duplicates_decided", "merges"])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_much_for_one_as_for_three(client, outlet, manager, name, count, django_assert_max_num_queries):
    for score in range(count):
        found = pair(outlet, score + 50)
        if name != "duplicates":
            client.post(found.get_absolute_url(), {"kept": found.first_id, "decision": "same"})

    with django_assert_max_num_queries(12):
        shown = client.get(reverse(f"customers:{name}"))

    assert len(shown.context["page"].rows) == count
