import os
from pathlib import Path

import pytest

from crm.local.places import LONGEST_SOCKET_FOLDER, embedded_database, embedded_redis_url, open_to_all, places


def test_servers_live_below_the_data_folder(data_folder: Path) -> None:
    found = places()

    assert found.home == data_folder / "servers"
    assert found.sockets == data_folder / "servers" / "run"
    assert embedded_database() == {"NAME": "crm", "USER": "crm", "HOST": str(found.sockets)}
    assert embedded_redis_url() == f"unix://{found.sockets}/valkey.sock"


def test_places_are_the_same_before_and_after_the_first_start(data_folder: Path) -> None:
    before = places()
    (data_folder / "servers" / "postgres").mkdir(parents=True)

    assert places() == before


def test_sockets_of_a_deep_folder_move_to_tmp(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = data_folder / ("deep" * 20)
    monkeypatch.setenv("CRM_DATA_DIR", str(deep))

    found = places()

    assert found.sockets.parent == Path("/tmp")
    assert len(os.fsencode(found.sockets)) <= LONGEST_SOCKET_FOLDER
    assert found.home == deep / "servers"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to nobody")
def test_root_below_a_closed_folder_uses_var_tmp(data_folder: Path) -> None:
    data_folder.chmod(0o700)

    assert not open_to_all(data_folder)
    assert places().home.parent == Path("/var/tmp")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can come after another user")
def test_root_after_an_ordinary_user_keeps_that_users_servers(data_folder: Path) -> None:
    data = data_folder / "servers" / "postgres" / "data"
    data.mkdir(parents=True)
    os.chown(data, 4242, 4243)
    data_folder.chmod(0o700)

    found = places()

    assert (found.owner.uid, found.owner.gid) == (4242, 4243)
    assert found.home == data_folder / "servers"
