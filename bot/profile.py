"""The bot's commands and descriptions at Telegram: set only where they differ, never in the way."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from bot.client import Client
from bot.logs import describe
from bot.texts import COMMANDS, DESCRIPTIONS, SHORT_DESCRIPTIONS

logger = logging.getLogger("bot.profile")


async def set_profile(client: Client) -> int:
    """Bring the profile up to date; the number of things that were set. Never raises."""
    steps = [
        *(partial(_commands, client, language, new) for language, new in COMMANDS.items()),
        *(partial(_text, client, "Description", *item) for item in DESCRIPTIONS.items()),
        *(partial(_text, client, "ShortDescription", *item) for item in SHORT_DESCRIPTIONS.items()),
    ]
    changed, failed = 0, []
    for step in steps:
        try:
            changed += await step()
        except Exception as error:
            failed.append(error)
    if failed:
        fields = {"failed": len(failed), "error": describe(failed[0])}
        logger.warning("hồ sơ bot chưa được cập nhật hết", extra={"fields": fields})
    return changed


async def _commands(client: Client, language: str, commands: dict[str, str]) -> bool:
    wanted = [{"command": name, "description": text} for name, text in commands.items()]
    where: dict[str, Any] = {"language_code": language} if language else {}
    current = await client.call("getMyCommands", where)
    if [{"command": c["command"], "description": c["description"]} for c in current] == wanted:
        return False
    await client.call("setMyCommands", {"commands": wanted, **where})
    return True


async def _text(client: Client, method: str, language: str, wanted: str) -> bool:
    where: dict[str, Any] = {"language_code": language} if language else {}
    field = "description" if method == "Description" else "short_description"
    current = await client.call(f"getMy{method}", where)
    if current.get(field) == wanted:
        return False
    await client.call(f"setMy{method}", {field: wanted, **where})
    return True
