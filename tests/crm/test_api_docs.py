"""The API describes itself to everybody, and to the eye without any inline script."""

import re

from django.test import Client


def test_description_is_public_json(db):
    answer = Client().get("/api/v1/schema/")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    told = answer.json()
    assert told["openapi"] == "3.1.0"
    assert "/api/v1/line-haul-trips/{trip_no}/" in told["paths"]


def test_every_operation_names_its_problems_and_its_key(db):
    told = Client().get("/api/v1/schema/").json()

    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            wanted = {"400", "401", "403", "404", "405", "406", "429", "500"}
            if method != "get":
                wanted |= {"409", "413", "415", "422"}
            assert wanted <= operation["responses"].keys(), (method, path)
            assert operation["security"] == [{"PartnerKey": []}], (method, path)


def test_docs_page_runs_files_only(db):
    answer = Client().get("/api/v1/docs/")

    assert answer.status_code == 200
    policy = {name: set(sources) for name, *sources in map(str.split, answer["Content-Security-Policy"].split(";"))}
    assert policy["script-src"] == {"'self'"}
    assert policy["style-src"] == {"'self'", "'unsafe-inline'"}
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", answer.content.decode()))
    assert "unsafe" not in Client().get("/api/v1/schema/")["Content-Security-Policy"]
