"""Partner keys: who comes in, with what scopes, for how long, how often."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.audit.models import AuditEntry
from crm.partners.models import PartnerKey
from crm.partners.scopes import Scope
from crm.partners.services.keys import issue_key, note_use, revoke_key, usable_key
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


def test_command_prints_the_key_alone_on_its_last_line():
    out = StringIO()

    call_command("partner_key", "ERP", stdout=out)

    text = out.getvalue().splitlines()[-1]
    row = PartnerKey.objects.get()
    assert usable_key(text, at=timezone.now()) == row
    assert text.startswith(row.prefix)
    assert text not in row.digest
    assert row.scopes == sorted(map(str, Scope))
    assert (row.outlet_codes, row.expires_at) == ([], None)


def test_command_limits_scopes_outlets_and_life():
    outlet = make.outlet()

    call_command("partner_key", "ERP", scope=["scans:write"], outlet=[outlet.code], expires_days=1, stdout=StringIO())

    row = PartnerKey.objects.get()
    assert (row.scopes, row.outlet_codes) == (["scans:write"], [outlet.code])
    assert timedelta(hours=23) < row.expires_at - timezone.now() <= timedelta(days=1)


def test_command_refuses_an_unknown_outlet():
    with pytest.raises(CommandError, match="NOWHERE"):
        call_command("partner_key", "ERP", outlet=["NOWHERE"], stdout=StringIO())
    assert not PartnerKey.objects.exists()


def test_command_lists_keys_without_showing_them_and_revokes_one():
    said = StringIO()
    row, text = issue_key("ERP", scopes={Scope.SCANS_WRITE}, at=timezone.now())

    call_command("partner_key", revoke=row.prefix, stdout=StringIO())
    call_command("partner_key", list=True, stdout=said)

    assert usable_key(text, at=timezone.now()) is None
    assert said.getvalue().startswith(f"{row.prefix}  revoked  ERP: scans:write; every outlet; last used never")
    assert text not in said.getvalue()
    assert AuditEntry.objects.get().action == "partner_key.revoke"
    with pytest.raises(CommandError, match="--list"):
        call_command("partner_key", revoke="yk_00000000", stdout=StringIO())
    with pytest.raises(CommandError, match="NAME"):
        call_command("partner_key", stdout=StringIO())


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer yk_", "Bearer yk_0000000000", "Basic eDp5", "Bearer ÿ"])
def test_without_a_key_nothing_opens(client, header):
    headers = {"Authorization": header} if header else {}

    answer = client.get("/api/v1/outlets/", headers=headers)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401


def test_key_with_one_letter_changed_is_unknown():
    partner = Partner()
    partner.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {partner.key[:-1]}{'a' if partner.key[-1] != 'a' else 'b'}"

    assert partner.get("/outlets/").status_code == 401


def test_revoked_key_is_refused_on_the_next_request():
    partner = Partner()
    assert partner.get("/outlets/").status_code == 200

    revoke_key(partner.row, at=timezone.now())

    assert partner.get("/outlets/").status_code == 401


def test_a_key_is_read_once_a_second(django_assert_num_queries):
    row, text = issue_key("ERP", scopes=[], expires_at=make.NOON + timedelta(seconds=3), at=make.NOON)

    with django_assert_num_queries(2):
        assert usable_key(text, at=make.NOON) == usable_key(text, at=make.NOON + timedelta(milliseconds=999)) == row
        assert usable_key(text, at=make.NOON + timedelta(seconds=2, milliseconds=500)) == row
        assert usable_key(text, at=make.NOON + timedelta(seconds=3)) is None


def test_a_key_that_another_process_revoked_is_refused_a_second_later():
    row, text = issue_key("ERP", scopes=[], at=make.NOON)
    assert usable_key(text, at=make.NOON) == row

    PartnerKey.objects.filter(pk=row.pk).update(revoked_at=make.NOON)

    assert usable_key(text, at=make.NOON + timedelta(seconds=1)) is None


def test_expired_key_is_refused():
    assert Partner(expires_at=timezone.now() - timedelta(seconds=1)).get("/outlets/").status_code == 401
    assert Partner(expires_at=timezone.now() + timedelta(minutes=1)).get("/outlets/").status_code == 200


def test_key_does_only_what_its_scopes_say():
    partner = Partner(scopes=["outlets:read"])

    assert partner.get("/outlets/").status_code == 200
    refused = partner.get("/fines/")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert partner.post("/scans/", {"events": []}).status_code == 403


def test_use_is_noted_once_a_minute():
    row, _text = issue_key("ERP", scopes=[], at=make.NOON)

    note_use(row, at=make.NOON)
    row.refresh_from_db()
    note_use(row, at=make.NOON + timedelta(seconds=30))
    row.refresh_from_db()
    assert row.last_used_at == make.NOON

    note_use(row, at=make.NOON + timedelta(seconds=61))
    row.refresh_from_db()
    assert row.last_used_at == make.NOON + timedelta(seconds=61)


def test_too_many_requests_a_minute_are_told_when_to_come_back():
    partner = Partner()
    PartnerKey.objects.update(requests_per_minute=2)

    answers = [partner.get("/outlets/") for _turn in range(6)]

    # Six requests lie in at most two minutes.
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert answers[0].status_code == answers[1].status_code == 200
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert refused[0]["Content-Type"] == "application/problem+json"
