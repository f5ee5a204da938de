import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from outlets.models import Outlet
from shipments.models import Clock, LineHaulTrip, PieceArrival
from tests import make

pytestmark = pytest.mark.django_db


def logged_in(client, role, outlet=None):
    person = make.user(role, outlet)
    client.force_login(person)
    return person


def trips(response) -> list[LineHaulTrip]:
    return response.context["table"].objects


def page(trip: LineHaulTrip, name: str = "trip") -> str:
    return reverse(f"shipments:{name}", args=[trip.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_trip_list_costs_the_same_for_any_rows(client, django_assert_num_queries, rows):
    outlet = make.outlet()
    for _ in range(rows):
        make.trip(outlet, origin_hub=outlet.hub)
    logged_in(client, Role.OPERATIONS)

    with django_assert_num_queries(8):
        response = client.get(reverse("shipments:trips"))

    assert len(trips(response)) == rows


def test_trip_list_is_filtered(client):
    outlet = make.outlet()
    sought = make.trip(outlet, origin_hub=outlet.hub, trip_no="SZ-1", shift="mid", planned_at=make.at(13, day=19))
    make.trip(arrived_at=make.at(6))
    logged_in(client, Role.OPERATIONS)

    for query in (
        {"q": "SZ"}, {"outlet": outlet.code}, {"hub": outlet.hub.code}, {"shift": "mid"}, {"state": "planned"},
        {"since": "2026-11-19"}, {"region": outlet.region.code},
    ):  # fmt: skip
        assert trips(client.get(reverse("shipments:trips"), query)) == [sought], query


def test_trips_of_others_are_not_there(client):
    mine, theirs = make.trip(), make.trip()
    logged_in(client, Role.MANAGER, mine.outlet)

    assert trips(client.get(reverse("shipments:trips"))) == [mine]
    assert client.get(page(mine)).status_code == 200
    assert client.get(page(theirs)).status_code == 404
    assert client.post(page(theirs, "trip_report"), {"what": "arrived"}).status_code == 404


@pytest.mark.parametrize("pieces", [1, 3])
def test_trip_page_costs_the_same_for_any_pieces(client, django_assert_num_queries, pieces):
    trip = loaded(pieces=pieces)
    logged_in(client, Role.OPERATIONS)

    with django_assert_num_queries(6):
        client.get(page(trip))


def loaded(*, pieces: int) -> LineHaulTrip:
    """A trip that these pieces were put on, the first of them scanned at its outlet."""
    trip = make.trip(arrived_at=make.at(6), unloaded_at=make.at(6, 30))
    waybill = make.waybill(destination=trip.outlet, pieces=pieces)
    for piece in waybill.pieces.all():
        make.scan(piece, "departure", trip_no=trip.trip_no, occurred_at=make.at(1))
    make.scan(waybill.pieces.first(), trip_no=trip.trip_no, occurred_at=make.at(7))
    return trip


def test_figures_of_a_trip_open_their_pieces(client):
    trip = loaded(pieces=3)
    logged_in(client, Role.MANAGER, trip.outlet)

    stats = client.get(page(trip)).context["stats"]

    assert [stat.figure for stat in stats] == [3, 1, 2, 0]
    assert [len(trips(client.get(stat.url))) for stat in stats] == [3, 1, 2, 0]


def test_pieces_on_the_road_are_shown_with_their_truck(client):
    trip = make.trip()
    make.scan(make.waybill(destination=trip.outlet).pieces.get(), "departure", trip_no=trip.trip_no)
    logged_in(client, Role.MANAGER, trip.outlet)

    expected = client.get(page(trip)).context["stats"][0]

    assert (expected.figure, len(trips(client.get(expected.url)))) == (1, 1)
    assert trips(client.get(reverse("shipments:arrivals"))) == []


def test_manager_reports_by_one_tap_and_the_deadlines_follow(client):
    trip = make.trip(planned_at=timezone.now())
    before = Clock.objects.get(trip=trip)
    logged_in(client, Role.MANAGER, trip.outlet)

    client.post(page(trip, "trip_report"), {"what": "arrived"})
    client.post(page(trip, "trip_report"), {"what": "unloaded"})

    trip.refresh_from_db()
    after = Clock.objects.get(trip=trip)
    assert trip.arrived_at < trip.unloaded_at
    assert (before.started, before.estimated, after.started, after.estimated) == (False, True, True, False)
    assert len(client.get(page(trip)).context["history"]) == 2


def test_truck_of_the_night_stays_until_it_is_unloaded():
    outlet = make.outlet()
    make.trip(outlet, planned_at=make.at(11, day=17))
    make.trip(outlet, planned_at=make.at(22, day=17), arrived_at=make.at(22, day=17), unloaded_at=make.at(23, day=17))
    loaded = make.trip(outlet, planned_at=make.at(23, 45, day=17), arrived_at=make.at(23, 50, day=17))
    today = make.trip(outlet, planned_at=make.at(0), arrived_at=make.at(0), unloaded_at=make.at(0, 3))
    evening = make.trip(outlet, planned_at=make.at(18))
    make.trip(outlet, planned_at=make.at(0, day=19))

    shown = LineHaulTrip.objects.of_the_day(outlet, at=make.at(0, 5))

    assert list(shown) == [loaded, today, evening]


def test_what_is_reported_only_headquarters_correct(client):
    trip = make.trip(arrived_at=make.at(6, 5))
    logged_in(client, Role.MANAGER, trip.outlet)

    client.post(page(trip, "trip_report"), {"what": "arrived"})

    trip.refresh_from_db()
    assert trip.arrived_at == make.at(6, 5)
    assert client.post(page(trip, "trip_edit"), {}).status_code == 403


@pytest.mark.parametrize("role", [Role.COURIER, Role.INSPECTOR])
def test_others_report_nothing(client, role):
    trip = make.trip()
    logged_in(client, role, trip.outlet if role == Role.COURIER else None)

    assert client.post(page(trip, "trip_report"), {"what": "arrived"}).status_code == 403


def test_manager_there_reports_nothing_here(client):
    trip = make.trip()
    manager = logged_in(client, Role.MANAGER)
    make.member(manager, Role.COURIER, trip.outlet)

    assert client.post(page(trip, "trip_report"), {"what": "arrived"}).status_code == 403


def test_headquarters_correct_times_and_truck(client):
    trip = make.trip(arrived_at=make.at(6, 5).replace(second=7))
    logged_in(client, Role.OPERATIONS)
    form = client.get(page(trip, "trip_edit")).context["form"]
    kept = {name: form[name].value() for name in ("planned_at", "arrived_at")}
    said = {name: form.fields[name].widget.format_value(value) for name, value in kept.items()}

    client.post(page(trip, "trip_edit"), {**said, "unloaded_at": "2026-11-18T06:45:00", "vehicle": "粤B00001"})

    trip.refresh_from_db()
    assert (trip.arrived_at, trip.unloaded_at, trip.vehicle) == (
        make.at(6, 5).replace(second=7), make.at(6, 45), "粤B00001",
    )  # fmt: skip
    changed = [entry["text"] for entry in client.get(page(trip)).context["history"]]
    assert len(changed) == 2


def test_impossible_times_stand_on_the_form(client):
    trip = make.trip()
    logged_in(client, Role.OPERATIONS)

    response = client.post(
        page(trip, "trip_edit"),
        {"planned_at": "2026-11-18T06:00", "arrived_at": "2026-11-18T07:00", "unloaded_at": "2026-11-18T06:30"},
    )

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_headquarters_register_a_trip(client):
    outlet = make.outlet()
    logged_in(client, Role.OPERATIONS)

    client.post(
        reverse("shipments:trip_create"),
        {"trip_no": "T9", "outlet": outlet.pk, "shift": "early", "planned_at": "2026-11-18T06:00"},
    )

    assert Clock.objects.get(trip__trip_no="T9").outlet == outlet


def punctual(client, **query) -> list[tuple[object, ...]]:
    query = {"since": "2026-11-18", "until": "2026-11-18", **query}
    rows = client.get(reverse("shipments:trip_punctuality"), query).context["rows"]
    return [(row.hub_code, row.outlet_code, row.trips, row.came, row.on_time, row.unreported) for row in rows]


def on_the_road() -> Outlet:
    outlet = make.outlet(hub=make.hub(code="HUB"), code="A")
    make.trip(outlet, origin_hub=outlet.hub, arrived_at=make.at(6))
    make.trip(outlet, origin_hub=outlet.hub, arrived_at=make.at(6, 30))
    make.trip(outlet)
    make.trip(outlet, planned_at=make.at(6, day=19))
    return outlet


def test_punctuality_is_told_per_line_and_per_outlet(client):
    on_the_road()
    make.trip(make.outlet(code="B"), unloaded_at=make.at(5, 50))
    logged_in(client, Role.EXECUTIVE)

    assert punctual(client) == [("HUB", "A", 2, 2, 1, 0), ("", "B", 1, 1, 1, 0), ("", "A", 1, 0, 0, 1)]
    assert punctual(client, by="outlet") == [("", "A", 3, 2, 1, 1), ("", "B", 1, 1, 1, 0)]
    assert punctual(client, outlet="B") == [("", "B", 1, 1, 1, 0)]


def test_punctuality_says_mean_and_worst_delay(client):
    on_the_road()
    logged_in(client, Role.EXECUTIVE)

    response = client.get(
        reverse("shipments:trip_punctuality"), {"since": "2026-11-18", "until": "2026-11-18"}, HTTP_ACCEPT_LANGUAGE="en"
    )

    row = response.context["rows"][0]
    assert (row.mean_delay / row.worst_delay, str(row.share.percent)) == (0.5, "50.0")
    assert "15 min late" in response.content.decode()


def test_punctuality_is_the_own_outlets(client):
    on_the_road()
    other = make.trip(arrived_at=make.at(6))
    logged_in(client, Role.COURIER, other.outlet)

    assert punctual(client) == [("", other.outlet.code, 1, 1, 1, 0)]


def test_arrival_belongs_to_the_trip_it_was_scanned_on():
    trip = loaded(pieces=1)

    assert PieceArrival.objects.get().trip == trip
