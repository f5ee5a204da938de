import pytest
from django.test import Client

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from outlets.models import ServiceArea
from tests import copies, make
from tests.outlets.test_imports import imported, refusals
from tests.partner import Partner

pytestmark = pytest.mark.django_db
LIST, COVERAGE = "/outlets/areas/", "/outlets/coverage/"


def client(role=Role.OPERATIONS):
    found = Client(headers={"accept-language": "en"})
    found.force_login(make.user(role), backend="django.contrib.auth.backends.ModelBackend")
    return found


def names(response):
    return [area.name for area in response.context["table"].objects]


def test_everybody_reads_the_whole_table_and_headquarters_edit(django_assert_num_queries):
    make.area(make.outlet(), town="虎门镇")
    area = make.area(town="长安镇")

    clerk, hq = client(Role.WAYBILL_CLERK), client()
    assert names(clerk.get(LIST)) == ["广东省东莞市虎门镇", "广东省东莞市长安镇"]
    assert f"{LIST}{area.pk}/edit/" in hq.get(LIST).content.decode()
    assert f"{LIST}{area.pk}/edit/" not in clerk.get(LIST).content.decode()
    assert names(clerk.get(LIST, {"q": "ca"})) == ["广东省东莞市长安镇"]
    assert names(clerk.get(LIST, {"state": "covered"})) == ["广东省东莞市虎门镇"]


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_costs_the_same_however_long(rows, django_assert_num_queries):
    clerk, outlet = client(Role.WAYBILL_CLERK), make.outlet()
    copies.copied(make.area(outlet), rows, town=lambda n: f"第{n}镇", name=lambda n: f"广东省东莞市第{n}镇")
    with django_assert_num_queries(7 if rows < 300 else 8):
        clerk.get(LIST)


def test_an_area_is_entered_changed_and_taken_out():
    hq, outlet = client(), make.outlet()
    fields = {"province": "广东省", "city": "东莞市", "district": "", "town": "虎门镇", "outlet": "", "remark": "ＡＢ"}

    assert hq.post(f"{LIST}new/", fields).status_code == 302
    area = ServiceArea.objects.get()
    assert (area.name, area.initials, area.outlet, area.remark) == ("广东省东莞市虎门镇", " gd dg hm dghm", None, "AB")
    again = hq.post(f"{LIST}new/", fields)
    hq.post(f"{LIST}{area.pk}/edit/", {**fields, "outlet": outlet.pk, "town": "长安镇"})
    area.refresh_from_db()
    hq.post(f"{LIST}{area.pk}/remove/")

    assert (again.status_code, "already" in again.content.decode()) == (422, True)
    assert (area.name, area.outlet) == ("广东省东莞市长安镇", outlet)
    assert not ServiceArea.objects.exists()
    acts = ["service_area.create", "service_area.change", "service_area.remove"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == acts


def test_one_place_has_one_row():
    hq, first, second = client(), make.area(town="虎门镇"), make.area(town="长安镇")
    fields = {"province": "广东省", "city": "东莞市", "town": "虎门镇"}

    response = hq.post(f"{LIST}{second.pk}/edit/", fields)

    assert (response.status_code, first.key()) == (422, ("广东省", "东莞市", "", "虎门镇"))
    assert "already" in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"), [({"city": ""}, "city"), ({"city": "长" * 10_000}, "city"), ({"town": "a\x00b"}, "town")]
)
def test_wrong_names_are_answered_beside_their_field(wrong, field):
    response = client().post(f"{LIST}new/", {"city": "东莞市", "town": "虎门镇", **wrong})

    assert (response.status_code, field in response.context["form"].errors) == (422, True)


def test_coverage_is_asked_by_post_and_nothing_is_kept():
    outlet = make.outlet(name="虎门网点", contact="陈站长", phone="0769-85550000")
    make.area(outlet, town="虎门镇")
    clerk = client(Role.WAYBILL_CLERK)

    page = clerk.post(COVERAGE, {"address": "东莞市虎门镇连升路1号"}).content.decode()
    part = clerk.post(COVERAGE, {"address": "东莞市虎门镇"}, headers={"hx-request": "true"}).content.decode()

    assert "陈站长" in page
    assert ("<html" in page, "<html" in part, "0769-85550000" in part) == (True, False, True)
    assert clerk.post(COVERAGE, {"address": ""}).status_code == 422
    assert clerk.post(COVERAGE, {"address": "x\x00" * 5000}).status_code == 422
    assert not AuditEntry.objects.exclude(action__startswith="service_area.").exists()


AREAS = """省,市,区县,乡镇街道,网点编号,超区,备注
广东省,东莞市,,虎门镇,{code},,含沙角
广东省,东莞市,,松山湖,,是,
广东省,东莞市,,长安镇,NOPE,,
广东省,东莞市,,厚街镇,{code},是,
广东省,东莞市,,茶山镇,,,
,,,无市镇,{code},,
"""


def test_areas_are_imported_with_a_reason_for_every_refused_row():
    code = make.outlet().code

    file = imported("service_areas", AREAS.format(code=code))
    again = imported("service_areas", AREAS.format(code=code))
    moved = imported("service_areas", f"市,省,镇,网点\n东莞市,广东省,松山湖,{code}\n")

    assert refusals(file) == [
        (4, "outlet", "unknown_outlet"), (5, "out_of_area", "covered_and_out"), (6, "outlet", "required"),
        (7, "city", "required"),
    ]  # fmt: skip
    outcomes = [
        list(each.journal.exclude(outcome="refused").values_list("outcome", flat=True)) for each in (again, moved)
    ]
    assert ServiceArea.objects.filter(outlet__code=code).count() == 2
    assert outcomes[1] in ([], ["updated"])


def test_coverage_over_the_api():
    outlet = make.outlet(contact="陈站长", phone="0769-85550000")
    make.area(outlet, town="虎门镇")
    make.area(city="广州市", district="天河区", town="五山街道")
    partner = Partner(outlets=[make.outlet()])

    covered = partner.get("/coverage/", address="东莞市虎门镇1号").json()
    out, unknown = (
        partner.get("/coverage/", address="广州五山").json(),
        partner.get("/coverage/", address="广州市").json(),
    )

    assert (covered["state"], covered["outlet"]["code"], covered["outlet"]["phone"]) == (
        "covered", outlet.code, "0769-85550000",
    )  # fmt: skip
    assert (out["state"], out["outlet"], out["area"]["town"]) == ("out_of_area", None, "五山街道")
    assert (unknown["state"], [area["town"] for area in unknown["candidates"]]) == ("unknown", ["五山街道"])
    assert partner.get("/coverage/").status_code == 400
    assert partner.get("/coverage/", address="a" * 201).status_code == 400
