import socket

import pytest

from crm.local import listening


@pytest.mark.parametrize(
    ("bind", "parsed"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("[::1]:8000", ("::1", 8000)),
        (":9000", ("127.0.0.1", 9000)),
        ("9000", ("127.0.0.1", 9000)),
    ],
)
def test_bind_is_host_and_port(bind: str, parsed: tuple[str, int]) -> None:
    assert listening.parse(bind) == parsed


@pytest.mark.parametrize("bind", ["localhost", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:0", "127.0.0.1:70000"])
def test_a_wrong_bind_says_how_to_write_it(bind: str) -> None:
    with pytest.raises(SystemExit, match="write for example --bind 127.0.0.1:8000"):
        listening.parse(bind)


def test_an_unknown_host_is_one_sentence() -> None:
    with pytest.raises(SystemExit, match="The host no-such-host.invalid is unknown here"):
        listening.take("no-such-host.invalid", 8000)


def test_a_foreign_address_is_one_sentence() -> None:
    with pytest.raises(SystemExit, match="192.0.2.1:8000 cannot be listened on"):
        listening.take("192.0.2.1", 8000)


def test_a_taken_port_belongs_to_us() -> None:
    with listening.take("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} on 127.0.0.1 is busy"):
            listening.take("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/"), ("crm", "http://crm:80/")]
)
def test_url_is_one_a_browser_can_open(host: str, url: str) -> None:
    assert listening.url(host, 80) == url


def test_waiting_for_an_answer_looks_after_the_children() -> None:
    def look() -> None:
        raise SystemExit("a child ended")

    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(SystemExit, match="a child ended"):
        listening.wait_for_answer("127.0.0.1", silent.getsockname()[1], path="/", seconds=5, look=look)
