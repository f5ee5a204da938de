import os
import subprocess
import sys
from pathlib import Path

from redis import Redis

from crm.local.places import ROOT, embedded_redis_url
from crm.local.sharing import Servers


def test_a_worker_refuses_a_redis_that_drops_tasks(data_folder: Path) -> None:
    with Servers() as servers:
        servers.wait()
        Redis.from_url(embedded_redis_url()).config_set("maxmemory-policy", "allkeys-lru")
        worker = subprocess.run(
            [sys.executable, "-m", "celery", "--quiet", "-A", "crm", "worker", "-P", "solo"],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert worker.returncode == 1
    sentence = "Redis drops queued tasks under maxmemory-policy allkeys-lru: set noeviction, start again."
    assert worker.stderr.splitlines()[-1] == sentence
