import pytest

from crm.accounts.roles import Role
from crm.imports.models import ImportFile
from crm.imports.queries import Tally, remarks_of, tally_of
from crm.imports.registry import importer_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from shipments.models import Clock, LineHaulTrip, Piece, PieceArrival, ScanEvent, Waybill
from tests import make

pytestmark = pytest.mark.django_db


def imported(kind: str, text: str, *, encoding: str = "utf-8", by: object = None) -> ImportFile:
    """Checked and committed; the check must have promised what the import did."""
    file = stage_file(text.encode(encoding), f"{kind}.csv", importer=importer_of(kind), by=by, at=make.NOON)
    promised = tally_of(advance(file.pk, at=make.NOON))
    start_commit(file, whole=False, by=by, at=make.NOON)
    file = advance(file.pk, at=make.NOON)
    assert (file.state, tally_of(file), promised.total) == ("committed", promised, file.rows)
    return file


def refusals(file: ImportFile) -> list[tuple[int, str, str]]:
    return list(file.journal.filter(outcome="refused").values_list("line", "field", "code"))


WAYBILLS = """运单号;产品;寄件网点;派件网点;寄件人;寄件人电话;寄件地址;收件人;收件人电话;收件地址;重量(kg);子单;回单;录单时间
773000000001;次日达;A;B;张三;19000000001;广州;李四;１９０００００００02;深圳;1.5;773000000001001 773000000001002;773000000001R;2026-11-17 18:20
773000000002;standard;A;X;张三;19000000001;广州;李四;19000000002;深圳;1.5;;;
7.73E+11;standard;A;B;张三;19000000001;广州;李四;19000000002;深圳;1.5;;;
773000000001;次日达;A;B;张三;19000000001;广州;李四;19000000002;深圳;1.5;;;
"""  # noqa: E501


@pytest.fixture
def network():
    hub = make.hub(code="HUB")
    return make.outlet(code="A", hub=hub), make.outlet(code="B", hub=hub)


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_waybills_come_with_their_pieces(encoding):
    file = imported("waybills", WAYBILLS, encoding=encoding)

    assert tally_of(file) == Tally(created=1, refused=3)
    assert refusals(file) == [
        (3, "destination", "unknown_outlet"),
        (4, "number", "scientific"),
        (5, "number", "repeated"),
    ]
    waybill = Waybill.objects.get()
    assert (waybill.receiver_phone, waybill.return_receipt, waybill.entered_at) == (
        "19000000002", True, make.at(18, 20, day=17),
    )  # fmt: skip
    assert list(waybill.pieces.values_list("number", "kind", "destination__code")) == [
        ("773000000001", "master", "B"),
        ("773000000001001", "sub", "B"),
        ("773000000001002", "sub", "B"),
        ("773000000001R", "receipt", "A"),
    ]


@pytest.mark.usefixtures("network")
def test_waybills_again_are_unchanged_and_others_refused():
    imported("waybills", WAYBILLS)

    file = imported("waybills", "\n".join(WAYBILLS.splitlines()[:2]))
    assert tally_of(file) == Tally(unchanged=1)

    file = imported("waybills", "\n".join(WAYBILLS.splitlines()[:2]).replace("李四", "王五"))
    assert refusals(file) == [(2, "receiver_name", "waybill_differs")]


TRIPS = """车次,网点,班次,计划到达,到车时间,卸车完成,始发分拨,车牌
T1,B,早班,2026-11-18 06:00,,,HUB,粤B00001
T2,B,中班,2026/11/18 13:00,2026/11/18 13:10,2026/11/18 13:05,,
T3,X,早班,2026-11-18 06:00,,,,
T4,B,半夜,2026-11-18 06:00,,,,
T5,B,evening,2026-11-18T18:30:00+08:00,,,,
"""


def test_waybills_without_a_price_are_entered_and_counted(network, client):
    table = make.prices()
    offered = [row for row in table.data["prices"] if row["product"] != "standard"]
    make.prices_from(table.data | {"prices": offered}, number=2)
    rows = WAYBILLS.splitlines()
    text = "\n".join((rows[0], rows[1], rows[2].replace(";X;", ";B;")))

    file = imported("waybills", text)

    assert list(Waybill.objects.order_by("number").values_list("freight_yuan", flat=True))[1] is None
    assert Waybill.objects.filter(price_table__number=2).count() == 1
    assert [rows for _words, rows in remarks_of(file)] == [1]
    client.force_login(make.user(Role.OPERATIONS))
    page = client.get(f"/imports/{file.pk}/", headers={"Accept-Language": "en"})
    assert "Entered without freight" in page.content.decode()
    listed = client.get("/shipments/waybills/", {"freight": "none"})
    assert listed.status_code == 200


@pytest.mark.usefixtures("network")
def test_trips_start_their_clocks():
    file = imported("trips", TRIPS)

    assert tally_of(file) == Tally(created=2, refused=3)
    assert refusals(file) == [
        (3, "unloaded_at", "unloaded_before_arrival"),
        (4, "outlet", "unknown_outlet"),
        (5, "shift", "unknown_word"),
    ]
    assert list(Clock.objects.values_list("trip__trip_no", "shift").order_by("trip__trip_no")) == [
        ("T1", "early"),
        ("T5", "evening"),
    ]


@pytest.mark.usefixtures("network")
def test_known_trips_take_the_times_that_differ():
    imported("trips", TRIPS)

    rows = ("T1,B,早班,2026-11-18 06:00,2026-11-18 06:20", "T5,B,早班,2026-11-18 18:30,")
    file = imported("trips", "\n".join(("车次,网点,班次,计划到达,到车时间", *rows)))

    assert tally_of(file) == Tally(updated=1, refused=1)
    assert refusals(file) == [(3, "shift", "trip_shift")]
    trip = LineHaulTrip.objects.get(trip_no="T1")
    assert (trip.arrived_at, trip.vehicle) == (make.at(6, 20), "粤B00001")
    assert Clock.objects.get(trip=trip).started


SCANS = """扫描类型,运单号,网点,扫描时间,车次
到件扫描,{number},B,2026-11-18 08:30,T1
到件扫描,{number},B,2026-11-18 08:30,T1
arrival,999999999,B,2026-11-18 08:30,
到件,{number},B,2026-11-18 12:30,
签收,{number},B,2026-11-18 11:00,
"""


def test_scans_are_events_once(network):
    piece = make.waybill(origin=network[0], destination=network[1]).pieces.get()
    make.trip(network[1], trip_no="T1")
    text = SCANS.format(number=piece.number)

    file = imported("scans", text)

    assert tally_of(file) == Tally(created=2, refused=3)
    assert refusals(file) == [(3, "piece", "repeated"), (4, "piece", "unknown_piece"), (5, "occurred_at", "in_future")]
    assert PieceArrival.objects.get().scanned_at == make.at(8, 30)
    assert set(ScanEvent.objects.values_list("source", flat=True)) == {f"import:{file.pk}"}
    assert tally_of(imported("scans", text)) == Tally(unchanged=2, refused=3)


def test_scans_tell_of_consent_when_somebody_else_signed(network):
    piece = make.waybill(origin=network[0], destination=network[1]).pieces.get()
    rows = ["妥投,B,11:00,102,,,", "妥投,B,11:05,102,,电话,", "签收,B,11:10,116,,电话,2026-11-18 10:00"]
    rows += ["签收,B,11:20,116,王芳,电话,2026-11-18 11:30", "签收,B,11:30,116,王芳,call,2026-11-18 11:30"]
    rows += ["签收,B,11:40,999,,,"]
    text = "扫描类型,网点,运单号,扫描时间,签收人类型,签收人,收件人同意方式,收件人同意时间\n"
    for row in rows:
        kind, outlet, clock, rest = row.split(",", 3)
        text += f"{kind},{outlet},{piece.number},2026-11-18 {clock},{rest}\n"

    file = imported("scans", text)

    assert refusals(file) == [
        (3, "consent_at", "consent_time_missing"),
        (5, "consent_at", "consent_in_future"),
        (7, "signer_relation", "unknown_word"),
    ]
    told = list(ScanEvent.objects.order_by("occurred_at").values_list("detail__consent", flat=True))
    agreed = [{"how": "call", "at": make.at(hour, minute).isoformat()} for hour, minute in ((10, 0), (11, 30))]
    assert told == [None, *agreed]


def test_check_of_scans_leaves_no_trace(network):
    piece = make.waybill(destination=network[1]).pieces.get()
    text = f"扫描类型,运单号,网点,扫描时间\n到件,{piece.number},B,2019-01-02 08:30\n"
    file = stage_file(text.encode(), "x.csv", importer=importer_of("scans"), by=None, at=make.NOON)

    advance(file.pk, at=make.NOON)

    assert not ScanEvent.objects.exists()
    assert Piece.objects.get(pk=piece.pk).state == ""
    assert tally_of(imported("scans", text)) == Tally(created=1)
