"""Whatever goes wrong below /api/ is a problem+json, and nothing that is sent makes a 500."""

import json

import pytest
from rest_framework.exceptions import ErrorDetail, ValidationError

from crm.shared.problems import InvalidQuery, problem_handler
from tests import make
from tests.partner import Partner

KIND = "application/problem+json"


def test_error_names_its_place_by_json_pointer():
    wrong = ErrorDetail("wrong", "invalid")
    nested = {"pieces": {1: {"number": [wrong]}}, "a/b~c": [wrong], "non_field_errors": [wrong]}

    answer = problem_handler(ValidationError(nested), {})

    assert [one["pointer"] for one in answer.data["errors"]] == ["/pieces/1/number", "/a~1b~0c", ""]


def test_error_of_a_query_names_its_parameter():
    answer = problem_handler(InvalidQuery({"limit": [ErrorDetail("wrong", "invalid")]}), {})

    assert answer.data["errors"] == [{"parameter": "limit", "code": "invalid", "detail": "wrong"}]


def test_unexpected_error_says_nothing_of_itself():
    answer = problem_handler(RuntimeError("secret of the house"), {})

    assert answer.status_code == 500
    assert "secret" not in json.dumps({key: str(value) for key, value in answer.data.items()})


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing/", "/waybills", "/outlets/x/y/", "/%00/", "/fines/abc/"])
def test_unknown_address_is_a_problem(path):
    for answer in (Partner().get(path), Partner().post(path, {})):
        assert (answer.status_code, answer["Content-Type"]) == (404, KIND)
        assert answer.json()["status"] == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/", "/api/v2/outlets/", "/api/v1"])
def test_unknown_version_is_a_problem(client, path):
    assert client.get(path)["Content-Type"] == KIND


@pytest.mark.django_db
def test_unknown_method_is_a_problem_that_names_the_known_ones():
    partner = Partner(scopes=[])

    for method in ("delete", "put", "options", "trace"):
        answer = getattr(partner.client, method)("/api/v1/outlets/")
        assert (answer.status_code, answer["Content-Type"]) == (405, KIND)
        assert answer["Allow"] == "GET, HEAD"


@pytest.mark.django_db
def test_other_kinds_of_body_and_answer_are_refused():
    partner = Partner()

    form = partner.client.post("/api/v1/scans/", {"events": "x"})
    packed = partner.client.post(
        "/api/v1/scans/", b"x", content_type="application/json", headers={"Content-Encoding": "gzip"}
    )
    page = partner.client.get("/api/v1/outlets/", headers={"Accept": "text/html"})

    assert (form.status_code, form["Content-Type"]) == (415, KIND)
    assert (packed.status_code, packed["Content-Type"]) == (415, KIND)
    assert (page.status_code, page["Content-Type"]) == (406, KIND)


BAD_JSON = {
    "nothing": b"",
    "half": b'{"events": [',
    "doubled": b'{"events": [], "events": []}',
    "doubled inside": b'{"events": [{"kind": "a", "kind": "b"}]}',
    "nan": b'{"events": NaN}',
    "infinite": b'{"events": -Infinity}',
    "deep": b"[" * 2_000_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "hundred levels": b"[" * 100 + b"]" * 100,
    "not utf-8": b'{"events": "\xff"}',
    "long number": b'{"events": ' + b"9" * 10_000 + b"}",
    "large exponent": b'{"events": 1e400}',
    "null": b"null",
    "text": b'"x"',
}


@pytest.mark.django_db
@pytest.mark.parametrize("sent", BAD_JSON.values(), ids=BAD_JSON.keys())
@pytest.mark.parametrize("path", ["/scans/", "/customers/", "/waybills/", "/line-haul-trips/"])
def test_bad_json_is_refused(sent, path):
    answer = Partner().post(path, sent)

    assert (answer.status_code, answer["Content-Type"]) == (400, KIND)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["1e400", "-1e-400", "1e999999999"])
def test_monstrous_numbers_are_refused(amount):
    outlet = make.outlet()
    sent = f'{{"outlet": "{outlet.code}", "code": "x", "name": {amount}}}'.encode()

    assert Partner().post("/customers/", sent).status_code == 400
    sent = f'{{"weight_kg": {amount}, "volume_cm3": {amount}, "cod_yuan": {amount}}}'.encode()
    assert Partner().post("/waybills/", sent).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("once", ["", "key"])
def test_huge_body_is_refused(once):
    answer = Partner().post("/scans/", b" " * (4 * 1024 * 1024 + 1), once=once)

    assert (answer.status_code, answer["Content-Type"]) == (413, KIND)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        {"ordering": "customer__password"},
        {"outlet_id": "1"},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"since": "2026-11-24T09:00:00"},
        {"since": "yesterday"},
        {"state": "paid"},
        {"outlet": "\x00"},
        {"format": "xml"},
    ],
)
def test_wrong_query_is_refused(query):
    answer = Partner().get("/fines/", **query)

    assert (answer.status_code, answer["Content-Type"]) == (400, KIND)
    assert [one["parameter"] for one in answer.json()["errors"]] == list(query)


@pytest.mark.django_db
def test_repeated_parameter_is_refused():
    assert Partner().client.get("/api/v1/fines/?limit=1&limit=2").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "since",
    [
        "2026-11-24T09:00:00%2B08:00",
        "2026-11-24T09:00:00+08:00",
        "2026-11-24T09:00:00.5+0800",
        "2026-11-24",
        "",
        "0435-10-10T14:16:36.589%2B18:47",
        "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01",
    ],
)
def test_every_instant_is_understood(since):
    assert Partner().client.get(f"/api/v1/fines/?since={since}").status_code == 200
