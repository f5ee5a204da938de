"""The phone's own addresses: by login what is chosen, by token what is uploaded, and nothing personal in the shell."""

import io
import json
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from crm.accounts.roles import Role
from crm.shared import counting
from shipments.models import PieceArrival, ScanDevice, ScanEvent, ScanUpload
from shipments.rules.code128 import code128
from shipments.services.phones import register_phone
from shipments.views import phone as views
from tests import make

PAGE, SETUP, REGISTER = "/shipments/phone/", "/shipments/phone/setup/", "/shipments/phone/register/"
SCANS, PHOTO = "/shipments/phone/scans/", "/shipments/phone/photo/"


class Phone:
    def __init__(self, scene):
        self.scene = scene
        self.courier = make.user(Role.COURIER, scene.outlet, name="王师傅")
        since = scene.now - timedelta(days=1)
        self.device, self.token = register_phone(uuid4(), user=self.courier, name="Android", at=since)
        self.client = Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)

    def post(self, body, token=None, **headers):
        text = body if isinstance(body, str) else json.dumps(body)
        authorization = f"Device {self.token if token is None else token}"
        headers = {"authorization": authorization, **headers}
        return self.client.post(SCANS, text, content_type="application/json", headers=headers)

    def letter(self, *numbers, **fields):
        wall, mono = time.time() * 1000, 60_000
        anchor = {"server": wall - 1000, "wall": wall - 1000, "mono": mono - 1000, "session": "s", "rtt": 100}
        choice = {"kind": "arrival", "outlet": self.scene.outlet.code, "trip": self.scene.trip.trip_no}
        clocks = {"wall": wall, "mono": mono, "session": "s", "anchor": 0}
        scans = [
            {"event_id": str(uuid4()), "count": count, "number": number, "choice": 0, **clocks}
            for count, number in enumerate(numbers, 1)
        ]
        letter = {"batch_id": str(uuid4()), "scans": scans, "choices": [choice], "anchors": [anchor], "sent": clocks}
        return {**letter, **fields}


@pytest.fixture
def phone(scene):
    return Phone(scene)


def test_shell_names_nobody_and_may_compile_the_barcode_reader(scene):
    stranger, member = Client().get(PAGE), scene.client().get(PAGE)

    assert (stranger.status_code, member.status_code) == (200, 200)
    assert "陈小梅" not in member.content.decode()
    assert "wasm-unsafe-eval" in member["Content-Security-Policy"]
    assert "csrf" not in member.content.decode()
    assert "wasm-unsafe-eval" not in scene.client().get("/shipments/work/")["Content-Security-Policy"]


def test_shell_is_the_same_for_everybody_who_reads_one_language(scene):
    pages = [client.get(PAGE).content for client in (scene.client(), scene.client(make.user(Role.COURIER)))]
    anonymous = Client(headers={"accept-language": "en"}).get(PAGE).content

    assert pages == [anonymous, anonymous]


def test_worker_keeps_the_shell_and_only_the_shell(db):
    answer = Client().get("/shipments/phone/worker.js")
    kept = json.loads(answer.content.decode().partition("self.KEPT = ")[2].partition(";\n")[0])

    assert answer["Content-Type"].startswith("text/javascript")
    assert kept["page"] == PAGE
    assert all(name.startswith("/static/") for name in [*kept["files"], *kept["later"]])
    assert {"/static/crm/js/phone/store.js", "/static/vendor/idb/index.js"} <= set(kept["files"])
    assert not [name for name in kept["files"] if name.endswith(".wasm")]


def test_worker_of_another_language_is_another_version(db):
    versions = {
        Client(headers={"accept-language": tongue}).get("/shipments/phone/worker.js").content.split(b'"')[3]
        for tongue in ("zh-CN", "en")
    }

    assert len(versions) == 2


def test_manifest_makes_it_installable(db):
    manifest = Client(headers={"accept-language": "zh-CN"}).get("/shipments/phone/app.webmanifest").json()

    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (PAGE, PAGE, "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}


def test_problem_noted_on_a_phone_opens_with_its_category_reason_and_time(scene):
    waybill, reason = scene.load(), make.problem_reason("no_answer")
    noted = (scene.now - timedelta(hours=1)).astimezone(make.ZONE).strftime("%Y-%m-%dT%H:%M")
    asked = {"category": "delivery", "reason": reason.code, "occurred_at": noted, "next": f"{PAGE}?finished=1"}

    page = scene.client().get(f"/shipments/waybills/{waybill.number}/problem/", asked)

    form = page.context["form"]
    assert (form["category"].value(), form["reason"].value()) == ("delivery", "no_answer")
    assert form["occurred_at"].value().astimezone(make.ZONE).strftime("%Y-%m-%dT%H:%M") == noted


def test_setup_tells_the_choices_and_our_time(scene):
    told = scene.client().get(SETUP).json()

    assert [(each["code"], each["trip"]) for each in told["outlets"]] == [(scene.outlet.code, scene.trip.trip_no)]
    assert [trip["no"] for trip in told["outlets"][0]["trips"]] == [scene.trip.trip_no]
    assert abs(told["now"] / 1000 - time.time()) < 60


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.INSPECTOR])
def test_headquarters_scan_nothing(scene, role):
    client = scene.client(make.user(role))

    assert client.get(SETUP).json()["outlets"] == []
    assert client.post(REGISTER).status_code == 403


def test_registering_gives_a_token_that_uploads(scene, phone):
    answer = scene.client().post(REGISTER, {"device": str(uuid4()), "name": "Android"}).json()

    assert phone.post({"scans": []}, token=answer["token"]).status_code == 200
    assert answer["last"] == 0


def test_registering_somebody_elses_phone_is_a_conflict(scene, phone):
    answer = scene.client().post(REGISTER, {"device": str(phone.device.pk), "name": "Android"})

    assert (answer.status_code, answer.json()["code"]) == (409, "foreign_phone")


def test_batch_is_answered_row_by_row_with_a_receipt(scene, phone):
    waybill = scene.load()

    answer = phone.post(phone.letter(waybill.number, "300057900556")).json()

    assert [(row["state"], row["grade"]) for row in answer["rows"]] == [("new", "A"), ("refused", "A")]
    assert "No such piece" in answer["rows"][1]["text"]
    assert answer["receipt"] == ScanUpload.objects.get().receipt
    assert PieceArrival.objects.get().scanned_at is not None


def test_batch_sent_again_is_answered_again(scene, phone):
    letter = phone.letter(scene.load().number)

    answers = [phone.post(letter).json() for _ in range(2)]

    assert answers[0]["rows"] == answers[1]["rows"]
    assert ScanEvent.objects.filter(kind="arrival").count() == 1


@pytest.mark.parametrize("token", ["", "yd_", "yd_nonsense", "no"])
def test_without_a_good_token_nothing_is_taken(phone, token):
    assert phone.post({"scans": []}, token=token).status_code == 401


def test_a_login_alone_uploads_nothing(scene, phone):
    assert scene.client().post(SCANS, "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("change", [{"is_active": False}, {"revoked_at": True}])
def test_disabled_person_and_blocked_phone_are_401(scene, phone, change):
    if "is_active" in change:
        phone.courier.is_active = False
        phone.courier.save()
    else:
        ScanDevice.objects.update(revoked_at=scene.now)

    assert phone.post({"scans": []}).status_code == 401


def test_too_many_scans_or_bytes_are_413(phone):
    assert phone.post(phone.letter(*["773000000001"] * 201)).status_code == 413
    assert phone.post("x" * (views.MOST_LETTER_BYTES + 1)).status_code == 413


def test_too_often_is_429_with_the_time_to_wait(phone, monkeypatch):
    monkeypatch.setattr(counting.PERMITS, "take", lambda *_args, **_more: False)

    answer = phone.post({"scans": []})

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 61


def spoiled(**fields):
    return lambda letter: letter["scans"][0].update(fields)


@pytest.mark.parametrize(
    "spoil",
    [
        spoiled(event_id="no"),
        spoiled(count=0),
        spoiled(count=True),
        spoiled(count=2**31),
        spoiled(choice=None),
        spoiled(choice=-1),
        spoiled(choice=7),
        spoiled(anchor="x"),
        spoiled(wall=1e300),
        spoiled(wall=float("nan")),
        spoiled(wall=-1),
        spoiled(mono=-1),
        spoiled(mono=1e12),
        spoiled(number=7),
        spoiled(number="7" * 401),
        spoiled(number="773\x00"),
        spoiled(session="s" * 41),
        lambda letter: letter["choices"][0].update(kind="signed"),
        lambda letter: letter["choices"][0].update(kind="weigh"),
        lambda letter: letter["choices"][0].update(shift="night"),
        lambda letter: letter["scans"].append(letter["scans"][0]),
        lambda letter: letter.update(batch_id="no"),
        lambda letter: letter.update(scans="no"),
        lambda letter: letter.pop("anchors"),
    ],
)
def test_what_our_page_does_not_send_is_422(scene, phone, spoil):
    letter = phone.letter(scene.load().number)
    spoil(letter)

    assert phone.post(letter).status_code == 422
    assert not ScanEvent.objects.filter(kind="arrival").exists()


@pytest.mark.parametrize("body", ["", "[", "[]", "null", "[" * 5000, '{"scans": 1}', "\xff"])
def test_no_json_is_422(phone, body):
    assert phone.post(body).status_code == 422


def test_long_code_and_control_characters_are_cleaned_or_refused_never_executed(scene, phone):
    waybill = scene.load()

    answer = phone.post(phone.letter(f"\x1d{waybill.number.lower()}\x1c", "9" * 200, "javascript:alert(1)")).json()

    assert [(row["state"], row["code"]) for row in answer["rows"]] == [
        ("new", ""),
        ("refused", "bad_number"),
        ("refused", "bad_number"),
    ]


@pytest.mark.parametrize("kg", ["0", "-1", "NaN", "1e9", "1.234", "", "x", 3])
def test_weight_is_a_weight(scene, phone, kg):
    letter = phone.letter(scene.load().number)
    letter["choices"][0]["kind"] = "weigh"
    letter["scans"][0]["weight"] = kg

    assert phone.post(letter).status_code == 422


def picture(number):
    code = code128(number)
    image = Image.new("RGB", (3 * code.width, 200), "white")
    for bar in code.bars:
        image.paste("black", (3 * bar.x, 40, 3 * (bar.x + bar.width), 160))
    file = io.BytesIO()
    image.save(file, "PNG")
    return SimpleUploadedFile("label.png", file.getvalue(), "image/png")


def test_photo_tells_the_numbers_in_it(phone):
    headers = {"authorization": f"Device {phone.token}"}

    answer = phone.client.post(PHOTO, {"photo": picture("773000000123")}, headers=headers)

    assert answer.json() == {"numbers": ["773000000123"]}


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"<html>", b"GIF89a"])
def test_what_is_no_photo_is_refused_in_words(phone, content):
    headers = {"authorization": f"Device {phone.token}"}

    answer = phone.client.post(PHOTO, {"photo": SimpleUploadedFile("a.jpg", content)}, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["text"]


@pytest.mark.parametrize(
    "choice",
    [
        {"kind": "delivered", "relation": "102", "consent": "shout", "agreed": 1.0},
        {"kind": "delivered", "relation": "102", "consent": "call", "agreed": "today"},
        {"kind": "arrival", "out_too": 1},
    ],
)
def test_choice_that_our_page_never_sends_is_refused(phone, scene, choice):
    letter = phone.letter("300057900556", choices=[{"outlet": scene.outlet.code, **choice}])

    assert phone.post(letter).status_code == 422


def test_handed_to_a_guard_tells_how_and_when_the_receiver_agreed(phone, scene):
    waybill, agreed = scene.load(), time.time() * 1000 - 60_000
    choice = {"kind": "delivered", "outlet": scene.outlet.code, "relation": "102", "consent": "call", "agreed": agreed}
    owed = {"kind": "delivered", "outlet": scene.outlet.code, "relation": "102"}

    answer = phone.post(phone.letter(waybill.number, choices=[choice])).json()
    late = phone.post(phone.letter(scene.load().number, choices=[owed])).json()

    assert (answer["rows"][0]["state"], answer["rows"][0]["code"]) == ("new", "")
    assert ScanEvent.objects.get(piece__number=waybill.number, kind="delivered").detail["consent"]["how"] == "call"
    assert (late["rows"][0]["state"], late["rows"][0]["code"]) == ("new", "consent_owed")
    assert "consent" in late["rows"][0]["text"]
