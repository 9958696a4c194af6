"""What an update is about, read from its raw form: its id, its order among others, its identity."""

from __future__ import annotations

from typing import Any

_MAX_ID = 2**63 - 1
_MESSAGES = ("message", "edited_message")


def id_of(raw: object) -> int | None:
    """The update's id, or None when this is no update at all."""
    if not isinstance(raw, dict):
        return None
    update_id = raw.get("update_id")
    return update_id if type(update_id) is int and 0 <= update_id < _MAX_ID else None


def lane_of(raw: dict[str, Any]) -> str:
    """What must stay in order: the chat; for inline queries the user; else nothing."""
    kind, body = _body(raw)
    if kind == "inline_query" or (kind == "callback_query" and not body.get("message")):
        owner, name = body.get("from"), "user"
    else:
        owner, name = body.get("chat") or _dict(body.get("message")).get("chat"), "chat"
    found = _dict(owner).get("id")
    return f"{name} {found}" if isinstance(found, int | str) else f"update {raw['update_id']}"


def identity_of(raw: dict[str, Any]) -> str:
    """What makes an update the same when it comes again. The id alone does not: ids start anew
    after a week without updates, and on another server."""
    kind, body = _body(raw)
    names = ("id", "message_id", "date", "edit_date", "text", "data", "query")
    parts = (_dict(body.get("chat")).get("id"), *map(body.get, names))
    return repr((kind, *(part if isinstance(part, int | str) else None for part in parts)))


def _body(raw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    for kind in (*_MESSAGES, "callback_query", "inline_query"):
        if kind in raw:
            return kind, _dict(raw[kind])
    return " ".join(sorted(map(str, raw))), {}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
