import pytest

from crm.local.entrance import needs_servers


@pytest.mark.parametrize(
    ("command", "arguments", "needed"),
    [
        ("serve", [], True),
        ("migrate", [], True),
        ("sweep", ["--at", "2026-11-24T02:00+08:00"], True),
        ("sweep", ["--help"], False),
        ("help", [], False),
        ("--version", [], False),
        ("check", [], False),
        ("compilemessages", [], False),
    ],
)
def test_servers_start_only_for_commands_that_ask_them(command: str, arguments: list[str], *, needed: bool) -> None:
    assert needs_servers(command, arguments) is needed
