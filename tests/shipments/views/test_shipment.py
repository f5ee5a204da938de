from datetime import timedelta

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from tests import make


def page_of(scene, number, user=None):
    return scene.client(user).get(f"/shipments/waybills/{number}/")


def test_page_tells_events_duties_and_why(scene):
    waybill = scene.load(pieces=2)
    scene.scan(waybill, "arrival", ago=timedelta(minutes=20), trip=True)

    response = page_of(scene, waybill.number)

    page = response.content.decode()
    assert [line.title for line in response.context["lines"]].count("Arrival scan") == 2
    assert [each.duty.kind for each in response.context["duties"]].count("arrival_scan") == 2
    assert {each.duty.kind for each in response.context["duties"]} == {"arrival_scan", "delivery", "sign_entry"}
    assert all(each.text and each.inputs for each in response.context["duties"])
    assert "why this deadline?" in page
    assert "陈小梅" in page


def test_piece_number_opens_its_waybill_and_is_marked(scene):
    waybill = scene.load(pieces=2)

    response = page_of(scene, f"{waybill.number}001")

    assert response.context["waybill"] == waybill
    assert 'aria-current="true"' in response.content.decode()


def test_foreign_and_unknown_numbers_are_not_there(scene):
    waybill = scene.load()

    assert page_of(scene, waybill.number, make.user(Role.COURIER)).status_code == 404
    assert page_of(scene, "300057900556").status_code == 404
    assert page_of(scene, waybill.number, make.user(Role.EXECUTIVE)).status_code == 200


def test_personal_data_is_masked_until_asked_for_and_the_asking_is_logged(scene):
    waybill = scene.load()
    masked = page_of(scene, waybill.number).content.decode()

    shown = scene.client().post(
        f"/shipments/waybills/{waybill.number}/unmask/", {"party": "receiver", "reason": "address"}
    )

    entry = AuditEntry.objects.get(action="waybill.unmask")
    assert "19000000002" not in masked
    assert "tel:19000000002" in shown.content.decode()
    assert "19000000001" not in shown.content.decode()
    assert (entry.actor, entry.subject) == (scene.clerk, f"shipments.waybill:{waybill.number}")
    assert entry.detail == {"party": "receiver", "reason": "address"}


def test_unmasking_without_a_reason_shows_nothing(scene):
    waybill = scene.load()

    response = scene.client().post(f"/shipments/waybills/{waybill.number}/unmask/", {"party": "receiver"})

    assert response.status_code == 422
    assert "19000000002" not in response.content.decode()
    assert not AuditEntry.objects.exists()


def test_page_costs_the_same_for_one_piece_and_for_three(scene, django_assert_num_queries):
    client = scene.client()
    for pieces in (1, 3):
        waybill = scene.load(pieces=pieces)
        scene.scan(waybill, "arrival", trip=True)
        with django_assert_num_queries(19):
            client.get(f"/shipments/waybills/{waybill.number}/")
