"""The OpenAPI document tells the truth: schemathesis, with all its checks, finds no fault with the running API.

A small sample of every operation; by hand everything: `CRM_FUZZ_EXAMPLES=200 pytest tests/crm/test_api_fuzzing.py`.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import make
from tests.partner import Partner

EXAMPLES = os.environ.get("CRM_FUZZ_EXAMPLES", "")
PHASES = ["--max-examples", EXAMPLES] if EXAMPLES else ["--max-examples=8", "--phases=examples,fuzzing,stateful"]
SEED = os.environ.get("CRM_FUZZ_SEED", "20261118")
#: As it is without this, and 412: a well-formed If-Match may name another version than the present one.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 429, "5xx"]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, "5xx"]
"""


@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_no_fault(live_server: Any, tmp_path: Path) -> None:
    make.edition()
    partner, outlet = Partner(), make.outlet(kind="same_day")
    make.fine(make.arrival(make.clock(outlet)))
    make.customer(outlet)
    make.trip(outlet)
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)

    found = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{live_server.url}/api/v1/schema/",
            "--header",
            f"Authorization: Bearer {partner.key}",
            "--checks=all",
            *PHASES,
            f"--seed={SEED}",
            "--continue-on-failure",
            "--no-color",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout + found.stderr
