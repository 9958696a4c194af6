"""Web addresses: a loopback server answers; redirects, private networks and odd schemes are refused."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bnqa.ingest import IngestError, read_article
from bnqa.ingest.fetch import ALLOW_PRIVATE, fetch, is_public

PAGE = (
    "<html><head><title>Cảng cá Lạch Sóng đón nhiều tàu</title></head><body><article><h1>Cảng cá Lạch Sóng đón nhiều tàu</h1>"
    "<p>Tám tháng đầu năm 2024, cảng cá Lạch Sóng đón 12.400 lượt tàu cập bến, tăng 9,5% so với cùng kỳ.</p>"
    "<p>Giá trị hàng qua cảng ước đạt 1.250 tỷ đồng, theo Ban Quản lý cảng cá Hải Khê công bố sáng nay.</p></article></body></html>"
).encode()
LIMIT = 1_000_000


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        routes = {
            "/bai": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE),
            "/gzip": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE)),
            "/deflate": (200, {"Content-Type": "text/html", "Content-Encoding": "deflate"}, zlib.compress(PAGE)),
            "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"a" * (20 * LIMIT))),
            "/big": (200, {"Content-Type": "text/html"}, b"a" * (2 * LIMIT)),
            "/hong": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"not gzip"),
            "/anh": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
            "/chuyen": (302, {"Location": "/bai"}, b""),
            "/vong": (301, {"Location": "/vong"}, b""),
            "/ra-tep": (302, {"Location": "file:///etc/passwd"}, b""),
            "/vao-trong": (302, {"Location": "http://127.0.0.1:9/"}, b""),
            "/co%20d%E1%BA%A5u?q=%C4%91": (200, {"Content-Type": "text/html"}, PAGE),
        }  # fmt: skip
        status, headers, body = routes.get(
            self.path, (404, {"Content-Type": "text/html"}, b"<p>none</p>")
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silent: the tests speak for it."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(
            target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOW_PRIVATE, "1")


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("path", ["/bai", "/gzip", "/deflate", "/chuyen", "/co dấu?q=đ"])
def test_a_page_is_fetched(server: str, path: str) -> None:
    page = fetch(server + path, LIMIT)
    assert page.data == PAGE
    assert page.is_html
    if path == "/chuyen":
        assert page.url == server + "/bai"


@pytest.mark.usefixtures("allowed")
def test_an_article_by_its_address(server: str) -> None:
    cleaned, _ = read_article(server + "/chuyen")
    assert cleaned.meta.title == "Cảng cá Lạch Sóng đón nhiều tàu"
    assert cleaned.meta.url == server + "/bai"
    assert len(cleaned.body) == 2


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/khong-co", "404"), ("/vong", "chuyển hướng quá"), ("/ra-tep", "chỉ đọc địa chỉ http"), ("/bomb", "quá lớn"),
        ("/big", "quá lớn"), ("/hong", "hỏng"), ("/anh", "image/png"),
    ],
)  # fmt: skip
def test_what_a_server_may_do_wrong(server: str, path: str, words: str) -> None:
    with pytest.raises(IngestError, match=words):
        fetch(server + path, LIMIT)


def test_loopback_is_refused_unless_allowed(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ALLOW_PRIVATE, raising=False)
    with pytest.raises(IngestError, match="mạng nội bộ"):
        fetch(server + "/bai", LIMIT)


def test_every_hop_is_checked(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public page that redirects into the private network: the second hop is refused."""
    from bnqa.ingest import fetch as module

    checked: list[str] = []

    def only_first(address: str) -> bool:
        checked.append(address)
        return len(checked) == 1

    monkeypatch.delenv(ALLOW_PRIVATE, raising=False)
    monkeypatch.setattr(module, "is_public", only_first)
    with pytest.raises(IngestError, match="mạng nội bộ"):
        fetch(server + "/vao-trong", LIMIT)
    assert len(checked) == 2


def test_the_checked_address_is_the_one_connected_to(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers differently the second time gains nothing: it is asked only once."""
    port = int(server.rsplit(":", 1)[1])
    asked: list[str] = []

    def answer(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    real = socket.create_connection
    monkeypatch.setattr("bnqa.ingest.fetch.socket.getaddrinfo", answer)

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        assert address[0] == "127.0.0.1"
        plain = socket.socket()
        plain.settimeout(timeout)
        plain.connect(address)
        return plain

    monkeypatch.setattr("bnqa.ingest.fetch.socket.create_connection", connect)
    assert fetch(f"http://bao.example:{port}/bai", LIMIT).data == PAGE
    assert asked == ["bao.example"]
    assert real is not connect


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(IngestError, match="không tải được"):
        fetch(f"http://127.0.0.1:{port}/", LIMIT)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://bao.example/bai", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "http://", "http:///bai",
        "http://user:pass@bao.example/", "http://bao.example:99999/", "http://[::1", "gopher://x", "http://bao example/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_for_us(url: str) -> None:
    with pytest.raises(IngestError) as caught:
        read_article(url)
    assert caught.value.wrong_use


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("0.0.0.0", False), ("100.64.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("::", False), ("không phải", False),
    ],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
