"""Every rule of shipments loads in a bare interpreter, with no framework beside it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for folder in ("shipments/rules", "shipments/quality/rules")
    for path in (ROOT / folder).glob("[!_]*.py")
)

PROBE = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted({name.partition('.')[0] for name in sys.modules} & {'django', 'celery', 'redis', 'psycopg2'}))
"""


def test_rules_load_no_framework():
    found = subprocess.run(
        [sys.executable, "-c", PROBE, *MODULES], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == ""


@pytest.mark.parametrize("module", MODULES)
def test_rules_read_no_clock(module):
    text = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")

    assert not any(call in text for call in ("now(", "today(", "utcnow(", "time.time("))
