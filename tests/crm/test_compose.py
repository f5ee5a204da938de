"""The production files, as far as they can be checked without a Docker engine."""

import os
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from crm.local.places import ROOT
from crm.local.postgres import BUILTIN_LOCALE, LOCALE

NEEDED = {"POSTGRES_PASSWORD": "secret", "SECRET_KEY": "key", "ALLOWED_HOSTS": "crm.example.com"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_every_service_that_stays_has_a_health_check(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat"}
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"migrate"}


def test_one_image_serves_web_worker_and_beat(services: dict[str, Any]) -> None:
    assert {services[name]["image"] for name in ("migrate", "web", "worker", "beat")} == {"yike"}


def test_postgres_sorts_like_the_embedded_one_and_keeps_its_data(services: dict[str, Any]) -> None:
    postgres = services["postgres"]

    assert postgres["image"] == "postgres:18"
    assert postgres["volumes"] == ["postgres:/var/lib/postgresql"]
    assert postgres["environment"]["POSTGRES_INITDB_ARGS"].split() == [*BUILTIN_LOCALE, *LOCALE, "-E", "UTF8"]


def test_redis_keeps_every_task(services: dict[str, Any]) -> None:
    command = services["redis"]["command"]

    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_nothing_of_ours_starts_before_the_migration(services: dict[str, Any]) -> None:
    after = {name: services[name]["depends_on"]["migrate"]["condition"] for name in ("web", "worker", "beat")}

    assert set(after.values()) == {"service_completed_successfully"}


def test_compose_itself_accepts_the_file() -> None:
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed")

    checked = subprocess.run(
        [docker, "compose", "config", "--quiet"],
        cwd=ROOT,
        env={**os.environ, **NEEDED},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.stderr == ""
