from pathlib import Path

from crm.local.locks import FileLock, is_held


def test_sharers_keep_a_lone_holder_out_until_the_last_leaves(tmp_path: Path) -> None:
    one, two, lone = (FileLock(tmp_path / "lock") for _ in range(3))
    one.shared()
    two.shared()

    one.release()
    assert not lone.try_exclusive()
    two.release()
    assert lone.try_exclusive()
    lone.release()


def test_is_held_sees_only_a_lone_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    sharer = FileLock(path)
    sharer.shared()
    assert not is_held(path)
    sharer.release()

    with FileLock(path):
        assert is_held(path)
    assert not is_held(path)
