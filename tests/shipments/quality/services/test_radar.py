"""The nightly look: closed days only, once; and what a person makes of a hit, which never costs anything by itself."""

from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from shipments.quality.models import Fine, LedgerEntry, ProblemReview, RadarHit, Violation
from shipments.quality.rules.radar import Found
from shipments.quality.services import radar
from shipments.quality.services.radar import Finding, judge_hit, look, watched
from shipments.quality.services.sweeping import sweep
from tests import make

pytestmark = pytest.mark.django_db
NIGHT = make.at(3, 20, day=19)


def signed_alone(**fields):
    piece = make.waybill().pieces.get()
    make.scan(piece, "arrival", occurred_at=make.at(9))
    make.scan(piece, "signed", occurred_at=make.at(10), detail={"operator": "C1"}, **fields)
    return piece


def test_a_night_looks_at_what_is_closed_and_twice_changes_nothing():
    piece = signed_alone()

    assert [look(at)["hits"] for at in (make.at(23), make.at(2, 59, day=19), NIGHT, NIGHT)] == [0, 0, 1, 0]
    hit = RadarHit.objects.get()
    assert (hit.subject, hit.outlet, hit.day) == (piece.number, piece.destination, make.NOON.date())
    assert hit.facts == {"worker": "C1", "at": hit.facts["at"], "count": 1}


def test_what_a_phone_told_a_day_late_is_found_in_the_next_night():
    look(NIGHT)
    signed_alone(received_at=make.at(12, day=19))

    assert look(NIGHT + timedelta(days=1)) == {"hits": 1}


def test_what_was_said_stays_when_the_night_looks_again():
    signed_alone()
    look(NIGHT)
    judge_hit(RadarHit.objects.get(), Finding("harmless"), by=make.user(Role.INSPECTOR), at=NIGHT)

    look(NIGHT)

    assert RadarHit.objects.get().finding == "harmless"


def test_the_radar_never_fines():
    signed_alone()
    look(NIGHT)
    before = [model.objects.count() for model in (Violation, Fine, LedgerEntry)]

    judge_hit(RadarHit.objects.get(), Finding("grave", "收件人否认"), by=make.user(Role.INSPECTOR), at=NIGHT)
    look(NIGHT)

    assert [model.objects.count() for model in (Violation, Fine, LedgerEntry)] == before
    piece = RadarHit.objects.get().subject
    sweep(NIGHT)
    rules = set(Violation.objects.filter(waybill__pieces__number=piece).values_list("charge", flat=True))
    assert rules <= {"arrival", "delay", "sign"}


def test_a_grave_one_asks_for_the_review_of_its_problem_pieces_once():
    piece = signed_alone()
    record = make.problem(piece.waybill)
    make.problem(piece.waybill, withdrawn=True)
    look(NIGHT)

    judge_hit(RadarHit.objects.get(), Finding("grave", "收件人否认"), by=make.user(Role.INSPECTOR), at=NIGHT)

    assert list(ProblemReview.objects.values_list("problem", "why", "verdict")) == [(record.pk, "radar", "")]
    assert AuditEntry.objects.get(action="radar.judge").detail["reviews"] == 1


def test_it_is_said_once_with_a_note_on_what_is_grave_and_not_at_ones_own_outlet():
    hit, inspector = make.radar_hit(), make.user(Role.INSPECTOR)
    own = make.user(Role.INSPECTOR)
    make.member(own, Role.MANAGER, hit.outlet)
    codes = []
    for finding, person in ((Finding("grave"), inspector), (Finding("odd"), inspector), (Finding("harmless"), own)):
        with pytest.raises(Refused) as refusal:
            judge_hit(hit, finding, by=person, at=NIGHT)
        codes.append(refusal.value.code)
    judge_hit(hit, Finding("unclear"), by=inspector, at=NIGHT)
    with pytest.raises(Refused) as refusal:
        judge_hit(hit, Finding("harmless"), by=make.user(Role.INSPECTOR), at=NIGHT)

    assert [*codes, refusal.value.code] == ["radar_note", "radar_finding", "radar_own", "radar_looked_at"]


def test_complaints_are_watched_when_somebody_tells_them(monkeypatch):
    monkeypatch.setattr(radar, "_sources", {})
    assert RadarHit.Pattern.COMPLAINED not in watched()

    outlet = make.outlet()
    found = Found("complained", outlet.pk, "773", "", make.at(9))
    radar.hang_source(RadarHit.Pattern.COMPLAINED, lambda since, until: [found] if since <= found.at < until else [])

    assert RadarHit.Pattern.COMPLAINED in watched()
    assert look(NIGHT) == {"hits": 1}
