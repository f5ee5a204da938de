import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from crm.accounts.roles import Role
from shipments.models import DeliveryRun, Picture, ScanEvent, SignDraft
from shipments.services.sign_drafts import FORGOTTEN, forget_drafts
from tests import make

SIGNING = "/shipments/signing/"
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def minute(scene, ago=timedelta(minutes=5)):
    return timezone.localtime(scene.now - ago).strftime("%Y-%m-%dT%H:%M")


def batch(scene, rows, **all_):
    """As the grid sends it."""
    told = {"batch": uuid4(), "relation": "101", "signer": "", "consent": "", "consent_at": minute(scene), **all_}
    return told | {"grid": json.dumps(rows)}


def send(scene, data, user=None):
    response = scene.client(user).post(SIGNING, data, headers=JSON)
    assert response.status_code == 200, response.content
    return response.json()["rows"]


def states(rows):
    return [row["state"] for row in rows]


def loaded(scene, count):
    waybills = [scene.load() for _ in range(count)]
    return waybills, [{"number": waybill.number} for waybill in waybills]


def photo(shade=0):
    raw = BytesIO()
    Image.new("RGB", (60, 40), (shade, 10, 90)).save(raw, "JPEG")
    return ContentFile(raw.getvalue(), name="photo.jpg")


def test_batch_signs_for_all_of_it_at_once(scene):
    waybills, rows = loaded(scene, 3)

    answers = send(scene, batch(scene, rows, relation="116", signer="王芳", consent="call"))

    assert states(answers) == ["signed"] * 3
    assert DeliveryRun.objects.exclude(signed_at=None).count() == 3
    detail = ScanEvent.objects.filter(kind="signed").first().detail
    assert (detail["signer"], detail["signer_relation"], detail["consent"]["how"]) == ("王芳", "116", "call")


def test_same_batch_again_doubles_nothing_and_answers_the_same(scene):
    data = batch(scene, loaded(scene, 3)[1])

    first, again = send(scene, data), send(scene, data)

    assert first == again
    assert ScanEvent.objects.filter(kind="signed").count() == 3


def test_good_rows_go_first_and_bad_ones_say_why(scene):
    ours, signed, gone = scene.load(), scene.load(), scene.load()
    scene.scan(signed, "signed")
    foreign = make.waybill()
    rows = [
        {"number": ours.number},
        {"number": signed.number},
        {"number": foreign.number},
        {"number": "300057900556"},
        {"number": ours.number + "  "},
        {"number": gone.number, "relation": "125"},
        {"number": scene.load().number, "relation": "116", "consent": "call"},
    ]

    answers = send(scene, batch(scene, rows))

    assert states(answers) == ["signed", *["refused"] * 6]
    assert answers[1]["text"] == "Signed for already."
    assert answers[2]["text"] == answers[3]["text"] == "Not known here: check the number."
    assert answers[4]["text"] == "The same waybill as another row."
    assert set(answers[5]["faults"]) == {"consent"}
    assert set(answers[6]["faults"]) == {"signer"}
    assert ScanEvent.objects.filter(kind="signed").values("piece__waybill").distinct().count() == 2


def test_refused_row_of_the_same_batch_goes_when_it_is_right(scene):
    waybill = scene.load()
    data = batch(scene, [{"number": waybill.number, "relation": "125"}])
    refused = send(scene, data)

    rows = [{"number": waybill.number, "relation": "125", "consent": "standing", "consent_at": minute(scene)}]
    taken = send(scene, data | {"grid": json.dumps(rows)})

    assert (states(refused), states(taken)) == (["refused"], ["signed"])


def test_what_was_taken_back_is_not_called_signed(scene):
    waybill = scene.load()
    data = batch(scene, [{"number": waybill.number}])
    send(scene, data)
    made = ScanEvent.objects.get(kind="signed")
    scene.scan(waybill, "void", corrects=made.event_id)

    assert send(scene, data)[0]["text"].startswith("Signed for and taken back")


def test_return_receipt_is_signed_for_as_itself(scene):
    waybill = scene.load(receipt=True, origin=scene.outlet)

    answers = send(scene, batch(scene, [{"number": f"{waybill.number}R"}]))

    assert states(answers) == ["signed"]
    assert ScanEvent.objects.get(kind="signed").piece.kind == "receipt"


def test_without_javascript_good_rows_go_and_the_others_stay(scene):
    good, bad = scene.load(), scene.load()
    data = batch(scene, []) | {"grid": "", "numbers": f"{good.number}\t王芳\n{bad.number}\t前台"}

    page = scene.client().post(SIGNING, data)

    assert page.status_code == 200
    assert page.context["form"].initial["numbers"] == f"{bad.number}\t\t114"
    assert "Nobody else takes it unless the receiver agreed" in page.content.decode()
    assert DeliveryRun.objects.exclude(signed_at=None).count() == 1


def test_two_hundred_rows_and_no_more(scene):
    rows = [{"number": f"{number:012d}"} for number in range(201)]

    response = scene.client().post(SIGNING, batch(scene, rows), headers=JSON)

    assert response.status_code == 422
    assert "200" in response.json()["errors"]["__all__"][0]["message"]


@pytest.mark.parametrize("grid", ["{", "5", "[5]", "[" * 3000])
def test_broken_grid_is_refused(scene, grid):
    response = scene.client().post(SIGNING, batch(scene, []) | {"grid": grid}, headers=JSON)

    assert response.status_code == 422


def test_check_tells_before_anything_is_sent(scene, django_assert_num_queries):
    out, arrived, signed, problem = (scene.load() for _ in range(4))
    scene.scan(out, "out_for_delivery")
    scene.scan(arrived, "arrival", trip=True)
    scene.scan(signed, "signed")
    scene.scan(problem, "problem", detail={"problem": {"category": "delivery", "matter": "x"}})
    make.picture(out)
    client = scene.client()
    wanted = [out, arrived, signed, problem, make.waybill()]

    rows = client.post(f"{SIGNING}check/", {"numbers": ",".join(each.number for each in wanted)}).json()["rows"]

    assert states(rows) == ["good", "doubt", "refused", "doubt", "refused"]
    assert [row["pictures"] for row in rows] == [1, 0, 0, 0, 0]
    assert rows[2]["text"].startswith("Signed for already: Today")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_check_asks_as_little_for_many_as_for_one(scene, count, django_assert_num_queries):
    numbers = ",".join(waybill.number for waybill in loaded(scene, count)[0])
    client = scene.client()

    with django_assert_num_queries(7):
        assert len(client.post(f"{SIGNING}check/", {"numbers": numbers}).json()["rows"]) == count


def test_draft_comes_back_on_the_page_and_goes_with_the_batch(scene):
    waybill, client, number = scene.load(), scene.client(), uuid4()
    rows = [{"number": waybill.number, "signer": "王芳", "relation": "116"}]
    client.post(f"{SIGNING}draft/", {"batch": number, "grid": json.dumps(rows), "all": json.dumps({"relation": "101"})})

    draft = client.get(SIGNING).context["setup"]["draft"]

    assert (draft["batch"], draft["rows"][0]["signer"], draft["all"]["relation"]) == (str(number), "王芳", "101")
    assert scene.client(make.user(Role.COURIER, scene.outlet)).get(SIGNING).context["setup"]["draft"] is None
    send(scene, batch(scene, [{"number": waybill.number}]))
    assert not SignDraft.objects.exists()


def test_empty_grid_is_no_draft_and_an_old_one_is_forgotten(scene):
    client = scene.client()
    data = {"batch": uuid4(), "grid": json.dumps([{"number": "773000000001"}]), "all": "{}"}
    client.post(f"{SIGNING}draft/", data)
    SignDraft.objects.update(saved_at=scene.now - FORGOTTEN - timedelta(seconds=1))

    assert client.get(SIGNING).context["setup"]["draft"] is None
    assert (forget_drafts(scene.now), forget_drafts(scene.now)) == (1, 0)
    client.post(f"{SIGNING}draft/", data)
    client.post(f"{SIGNING}draft/", data | {"grid": "[]"})
    assert not SignDraft.objects.exists()


def test_picture_belongs_to_the_event_that_signed(scene):
    waybill = scene.load()
    send(scene, batch(scene, [{"number": waybill.number}]))
    client, data = scene.client(), {"number": waybill.number}

    answers = [client.post(f"{SIGNING}picture/", data | {"file": photo()}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Picture.objects.get().event_id == ScanEvent.objects.get(kind="signed").event_id


def test_picture_before_the_signature_waits_for_it(scene):
    response = scene.client().post(f"{SIGNING}picture/", {"number": scene.load().number, "file": photo()})

    assert (response.status_code, response.json()["code"]) == (409, "unsigned")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture_type"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 400, "picture_type"),
        (b"\xff\xd8\xff\xe0 broken", "picture_type"),
        (b"GIF89a" + b"\x00" * 40, "picture_type"),
    ],
)
def test_files_that_are_no_photo_are_refused_in_words(scene, content, code):
    waybill = scene.load()
    send(scene, batch(scene, [{"number": waybill.number}]))
    file = ContentFile(content, name=f"{waybill.number}.jpg")

    response = scene.client().post(f"{SIGNING}picture/", {"number": waybill.number, "file": file})

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert "JPG, PNG or WebP" in response.json()["text"]


def test_too_many_pictures_are_told_when_to_come_again(scene, monkeypatch):
    monkeypatch.setattr("shipments.services.pictures.PICTURES_A_MINUTE", 1)
    waybill = scene.load()
    send(scene, batch(scene, [{"number": waybill.number}]))
    client = scene.client()

    answers = [
        client.post(f"{SIGNING}picture/", {"number": waybill.number, "file": photo(shade)}) for shade in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert 1 <= int(answers[1]["Retry-After"]) <= 60


def test_full_disk_keeps_the_signature(scene, monkeypatch):
    waybill = scene.load()
    send(scene, batch(scene, [{"number": waybill.number}]))
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "full")))

    response = scene.client().post(f"{SIGNING}picture/", {"number": waybill.number, "file": photo()})

    assert (response.status_code, response.json()["code"]) == (507, "picture_store")
    assert DeliveryRun.objects.get().signed_at is not None


def test_foreign_waybill_takes_no_picture(scene):
    response = scene.client().post(f"{SIGNING}picture/", {"number": make.waybill().number, "file": photo()})

    assert response.status_code == 404


def barcode(number):
    raw = BytesIO()
    drawn = zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.Code128)
    code = Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=3))
    paper = Image.new("RGB", (code.width + 120, code.height + 200), "white")
    paper.paste(code, (60, 100))
    paper.save(raw, "PNG")
    return ContentFile(raw.getvalue(), name="IMG_0001.png")


def test_barcode_says_whose_picture_it_is_but_only_of_this_batch(scene):
    client, number = scene.client(), scene.load().number

    def read(*numbers):
        data = {"file": barcode(number), "numbers": json.dumps(numbers)}
        return client.post(f"{SIGNING}read/", data).json()["number"]

    assert read("773999999999", number) == number
    assert read("773999999999") == ""
    assert not Picture.objects.exists()
