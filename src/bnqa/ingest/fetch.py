"""Get a page from the web without reaching into the network that this machine stands in.

Every hop of a redirect is resolved, its addresses checked, and the connection made to the very
address that was checked, so that a name can't be answered differently the second time.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import re
import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from bnqa import __version__
from bnqa.ingest.model import IngestError

ALLOW_PRIVATE = "BNQA_INGEST_ALLOW_PRIVATE"
_MAX_HOPS = 5
_TIMEOUT = 20.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_ENCODED = "/%:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered, from the address that the last redirect led to."""

    data: bytes
    url: str
    charset: str | None
    is_html: bool


def fetch(url: str, max_bytes: int) -> Page:
    """The page at an http(s) address, redirects followed. Raises IngestError."""
    deadline = time.monotonic() + _TIMEOUT
    for _ in range(_MAX_HOPS + 1):
        parts = _checked(url)
        answer, data = _get(url, parts, deadline, max_bytes)
        location = answer.getheader("Location")
        if answer.status in _REDIRECTS and location:
            url = urljoin(url, location)
            continue
        if answer.status != 200:
            raise IngestError(f"{url}: máy chủ trả lời {answer.status}; hãy xem lại địa chỉ")
        return _page(url, answer, data)
    raise IngestError(f"{url}: chuyển hướng quá {_MAX_HOPS} lần")


def _page(url: str, answer: http.client.HTTPResponse, data: bytes) -> Page:
    declared = answer.getheader("Content-Type") or ""
    kind, _, rest = declared.partition(";")
    kind = kind.strip().lower()
    if kind and kind not in _HTML_TYPES and not kind.startswith("text/"):
        raise IngestError(f"{url}: là {kind}, không phải trang bài báo")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest, re.IGNORECASE)
    return Page(data, url, charset.group(1) if charset else None, kind in _HTML_TYPES)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or 0 < parts.port < 65536
    except ValueError as error:
        raise IngestError(f"{url}: địa chỉ viết sai", wrong_use=True) from error
    if parts.scheme.lower() not in ("http", "https"):
        raise IngestError(
            f"{url}: chỉ đọc địa chỉ http:// hoặc https://, hoặc một tệp", wrong_use=True
        )
    if not parts.hostname or not port_is_right or re.search(r"[\s\x00-\x1f]", parts.netloc):
        raise IngestError(f"{url}: địa chỉ viết sai", wrong_use=True)
    if parts.username is not None:
        raise IngestError(f"{url}: địa chỉ không được kèm tên đăng nhập", wrong_use=True)
    return parts


def is_public(address: str) -> bool:
    """Whether an IP address is of the open internet, also where it wraps another one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _addresses(host: str, port: int, url: str) -> list[str]:
    """The addresses of a name; every one of them has to be public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise IngestError(f"{url}: không tìm thấy máy chủ {host}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if os.environ.get(ALLOW_PRIVATE) != "1" and not all(map(is_public, addresses)):
        raise IngestError(f"{url}: {host} trỏ vào mạng nội bộ; không đọc")
    return list(dict.fromkeys(addresses))


def _get(
    url: str, parts: SplitResult, deadline: float, max_bytes: int
) -> tuple[http.client.HTTPResponse, bytes]:
    host = str(parts.hostname)
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    addresses = _addresses(host, port, url)
    path = quote(parts.path or "/", safe=_ENCODED)
    query = f"?{quote(parts.query, safe=_ENCODED)}" if parts.query else ""
    connection = http.client.HTTPConnection(host, port, timeout=_left(deadline, url))
    try:
        raw = _connect(addresses, port, deadline, url)
        connection.sock = raw
        if secure:
            connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        name = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
        headers = {
            "Host": name if port == (443 if secure else 80) else f"{name}:{port}",
            "User-Agent": f"bnqa/{__version__}",
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        connection.request("GET", path + query, headers=headers)
        answer = connection.getresponse()
        return answer, _body(answer, deadline, max_bytes, url)
    except (http.client.HTTPException, OSError, UnicodeError) as error:
        reason = "quá lâu không trả lời" if isinstance(error, TimeoutError) else str(error)
        raise IngestError(f"{url}: không tải được ({reason})") from error
    finally:
        connection.close()


def _connect(addresses: list[str], port: int, deadline: float, url: str) -> socket.socket:
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), timeout=_left(deadline, url) / 2)
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), timeout=_left(deadline, url))


def _left(deadline: float, url: str) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise IngestError(f"{url}: máy chủ trả lời quá lâu (trên {_TIMEOUT:.0f} giây)")
    return left


def _body(answer: http.client.HTTPResponse, deadline: float, max_bytes: int, url: str) -> bytes:
    encoding = (answer.getheader("Content-Encoding") or "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise IngestError(f"{url}: máy chủ nén trang theo cách không đọc được ({encoding})")
    unpack = zlib.decompressobj(wbits=47) if encoding in ("gzip", "x-gzip", "deflate") else None
    data = bytearray()
    try:
        while len(data) <= max_bytes:
            _left(deadline, url)
            part = answer.read1(65536)
            if not part:
                break
            data += part if unpack is None else unpack.decompress(part, max_bytes + 1)
    except zlib.error as error:
        raise IngestError(f"{url}: trang nén bị hỏng") from error
    if len(data) > max_bytes:
        raise IngestError(f"{url}: quá lớn (trên {max_bytes // 1_000_000} MB)")
    return bytes(data)
