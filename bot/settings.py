"""Settings from the environment: read once, checked, never changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PUBLIC_API = "https://api.telegram.org/bot"
KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge" / "bac-ninh-2024"
_TOKEN = re.compile(r"[A-Za-z0-9:_.-]{3,256}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(Exception):
    """A setting that is missing or wrong; the message is one Vietnamese line without secrets."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram calls (``url``) and where the bot listens for it."""

    url: str
    secret: str = field(repr=False)
    listen: str = "127.0.0.1"
    port: int = 8080

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Durations in seconds; ``rate_burst`` and ``rate_per_minute`` in
    questions, for each user and each chat."""

    token: str = field(repr=False)
    base_url: str = PUBLIC_API
    knowledge: Path = KNOWLEDGE
    state_dir: Path = Path(".")
    log_format: str = "text"
    log_level: str = "INFO"
    webhook: Webhook | None = None
    metrics_port: int | None = None
    allowed_chats: frozenset[int] | None = None
    rate_burst: int = 10
    rate_per_minute: float = 20.0
    concurrency: int = 16
    update_seconds: float = 30.0
    poll_seconds: int = 8
    drain_seconds: float = 6.0


def state_dir(env: Mapping[str, str]) -> Path:
    """``BNQA_STATE_DIR``, or the user's state folder."""
    if env.get("BNQA_STATE_DIR"):
        return Path(env["BNQA_STATE_DIR"]).expanduser()
    home = Path(env.get("HOME") or Path.home())
    return Path(env.get("XDG_STATE_HOME") or home / ".local" / "state") / "bnqa"


def from_env(env: Mapping[str, str]) -> Settings:
    """Read the settings. Raises SettingsError with one line on what to do."""
    level = env.get("BNQA_LOG_LEVEL", "INFO").upper()
    if level not in _LEVELS:
        raise SettingsError(f"BNQA_LOG_LEVEL phải là một trong {', '.join(_LEVELS)}.")
    log_format = env.get("BNQA_LOG_FORMAT", "text").lower()
    if log_format not in ("text", "json"):
        raise SettingsError("BNQA_LOG_FORMAT phải là text hoặc json.")
    base_url = env.get("BNQA_TELEGRAM_BASE_URL") or PUBLIC_API
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc:
        raise SettingsError(
            "BNQA_TELEGRAM_BASE_URL phải là địa chỉ http(s), ví dụ http://127.0.0.1:8081/bot."
        )
    return Settings(
        token=_token(env),
        base_url=base_url,
        knowledge=Path(env.get("BNQA_KNOWLEDGE") or KNOWLEDGE).expanduser(),
        state_dir=state_dir(env),
        log_format=log_format,
        log_level=level,
        webhook=_webhook(env, base_url),
        metrics_port=_number(env, "BNQA_METRICS_PORT", None, 1, 65535),
        allowed_chats=_chats(env),
        rate_burst=_count(env, "BNQA_RATE_BURST", 10, 0, 999_999_999),
        rate_per_minute=float(_count(env, "BNQA_RATE_PER_MINUTE", 20, 1, 999_999_999)),
        concurrency=_count(env, "BNQA_CONCURRENCY", 16, 1, 32),
        update_seconds=float(_count(env, "BNQA_UPDATE_SECONDS", 30, 1, 300)),
        poll_seconds=_count(env, "BNQA_POLL_SECONDS", 8, 1, 50),
        drain_seconds=float(_count(env, "BNQA_DRAIN_SECONDS", 6, 1, 30)),
    )


def _token(env: Mapping[str, str]) -> str:
    token = env.get("BNQA_TELEGRAM_TOKEN", "").strip()
    if not token and env.get("BNQA_TELEGRAM_TOKEN_FILE"):
        file = Path(env["BNQA_TELEGRAM_TOKEN_FILE"]).expanduser()
        try:
            token = file.read_text("utf-8-sig").strip()
        except (OSError, ValueError):
            raise SettingsError(
                "Không đọc được tệp ghi trong BNQA_TELEGRAM_TOKEN_FILE; "
                "kiểm tra đường dẫn và quyền đọc."
            ) from None
    if not token:
        raise SettingsError(
            "Thiếu token của bot Telegram: đặt BNQA_TELEGRAM_TOKEN (lấy từ @BotFather) "
            "hoặc BNQA_TELEGRAM_TOKEN_FILE rồi chạy lại."
        )
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            "Token của bot Telegram sai dạng; token đúng có dạng 123456789:AA… do @BotFather cấp."
        )
    return token


def _webhook(env: Mapping[str, str], base_url: str) -> Webhook | None:
    url = env.get("BNQA_WEBHOOK_URL", "").strip()
    if not url:
        return None
    # Telegram itself calls https only; a Bot API server of one's own takes http too.
    schemes = ("https",) if base_url == PUBLIC_API else ("https", "http")
    try:
        parts = urlsplit(url)
        host, own_port = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in schemes:
        raise SettingsError("BNQA_WEBHOOK_URL phải là địa chỉ https mà Telegram gọi tới được.")
    secret = env.get("BNQA_WEBHOOK_SECRET", "").strip()
    if not _SECRET.fullmatch(secret):
        raise SettingsError(
            "Chạy webhook cần BNQA_WEBHOOK_SECRET (1 đến 256 ký tự A-Z, a-z, 0-9, _ và -)."
        )
    # Called on this machine directly, without a proxy in between, the URL says where to listen.
    usual = own_port if own_port and host in _LOOPBACK else 8080
    port = _count(env, "BNQA_WEBHOOK_PORT", usual, 0, 65535)
    return Webhook(url, secret, env.get("BNQA_WEBHOOK_LISTEN") or "127.0.0.1", port)


def _chats(env: Mapping[str, str]) -> frozenset[int] | None:
    raw = env.get("BNQA_ALLOWED_CHATS", "").replace(",", " ").split()
    try:
        return frozenset(map(int, raw)) or None
    except ValueError:
        raise SettingsError(
            "BNQA_ALLOWED_CHATS phải là các id cách nhau bằng dấu phẩy, ví dụ 12345,-10012345."
        ) from None


def _count(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    found = _number(env, name, default, low, high)
    return default if found is None else found


def _number(
    env: Mapping[str, str], name: str, default: int | None, low: int, high: int
) -> int | None:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    if not re.fullmatch(r"\d{1,9}", raw) or not low <= int(raw) <= high:
        raise SettingsError(f"{name} phải là số nguyên từ {low} đến {high}.")
    return int(raw)
