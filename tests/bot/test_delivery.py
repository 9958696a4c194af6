"""The policy of sending, error by error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.client import BadReply, Broken, NotSent
from bot.delivery import Call, CantEdit, Delivery, Gone
from bot.journal import Journal
from bot.metrics import Metrics


class Script:
    """A client that answers with these, one after the other; the last one for ever."""

    def __init__(self, *replies: Any, getme: tuple[Any, ...] = (True,)) -> None:
        self._replies = {"getMe": list(getme), "": list(replies)}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        self.calls.append((method, dict(params)))
        left = self._replies["getMe" if method == "getMe" else ""]
        reply = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


class Scene:
    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.journal = Journal(path)
        self.waits: list[float] = []
        monkeypatch.setattr("bot.delivery.pause", self._pause)

    async def _pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def play(self, script: Script, **call: Any) -> Any:
        self.waits.clear()
        self.delivery = Delivery(script, self.journal, Metrics())  # type: ignore[arg-type]
        params = {"chat_id": 7, "text": "<b>a</b>", "parse_mode": "HTML"} | call.pop("params", {})
        return await self.delivery.do(Call("sendMessage", params, "a", **call))


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(tmp_path / "j", monkeypatch)


SENT = {"message_id": 1}


async def test_told_to_wait_it_waits_as_told(scene: Scene) -> None:
    assert await scene.play(Script(RetryAfter(5), RetryAfter(7), SENT)) == SENT
    assert scene.waits == [5, 7]
    assert await scene.play(Script(too_many_in_words(), SENT)) == SENT
    assert scene.waits == [9]


def too_many_in_words() -> NetworkError:
    return NetworkError("Too Many Requests: retry after 9")


async def test_waiting_has_an_end(scene: Scene) -> None:
    assert await scene.play(Script(RetryAfter(100))) is None
    assert scene.waits == [100, 100, 100]
    assert await scene.play(Script(NetworkError("Bad Gateway"))) is None
    assert 200 < sum(scene.waits) <= 300
    assert await scene.play(Script(InvalidToken("Not Found"))) is None
    assert sum(scene.waits) <= 300


async def test_without_a_connection_it_tries_for_long_and_often(scene: Scene) -> None:
    assert await scene.play(Script(*[NotSent("x")] * 500, SENT)) == SENT
    assert max(scene.waits) <= 2.0
    assert scene.waits[0] <= 0.1


async def test_what_may_have_arrived_is_not_repeated(scene: Scene) -> None:
    script = Script(TimedOut("x"), SENT)
    assert await scene.play(script) is None
    assert len(script.calls) == 1


@pytest.mark.parametrize("error", [Broken("x"), BadReply("x")])
async def test_in_doubt_once_more_when_the_server_is_well(
    scene: Scene, error: TelegramError
) -> None:
    script = Script(error, SENT, getme=(NetworkError("x"), NotSent("x"), True))
    assert await scene.play(script) == SENT
    assert [method for method, _ in script.calls] == [
        "sendMessage", *["getMe"] * 3, "sendMessage",
    ]  # fmt: skip
    script = Script(error)
    assert await scene.play(script) is None
    assert [method for method, _ in script.calls] == ["sendMessage", "getMe", "sendMessage"]
    script = Script(error, SENT, getme=(NetworkError("x"),))
    assert await scene.play(script) is None
    assert [method for method, _ in script.calls].count("sendMessage") == 1


async def test_a_moved_chat_is_followed_once(scene: Scene) -> None:
    params = {"message_thread_id": 3, "reply_parameters": {"message_id": 1}}
    script = Script(ChatMigrated(-9), SENT)
    assert await scene.play(script, params=params) == SENT
    assert script.calls[1][1] == {"chat_id": -9, "text": "<b>a</b>", "parse_mode": "HTML"}
    assert scene.delivery.current_id(7) == -9
    script = Script(ChatMigrated(-9), ChatMigrated(-10))
    assert await scene.play(script) is None
    assert len(script.calls) == 2


async def test_who_blocked_the_bot_is_gone(scene: Scene) -> None:
    with pytest.raises(Gone):
        await scene.play(Script(Forbidden("bot was blocked by the user")))


async def test_the_ladder_goes_down_to_plain_words(scene: Scene) -> None:
    script = Script(
        BadRequest("QUOTE_TEXT_INVALID"),
        BadRequest("Message to be replied not found"),
        BadRequest("Can't parse entities: x"),
        BadRequest("BUTTON_DATA_INVALID"),
        SENT,
    )
    params = {
        "reply_parameters": {"message_id": 1, "quote": "x"},
        "reply_markup": {"inline_keyboard": []},
    }
    assert await scene.play(script, params=params) == SENT
    seen = [params for _, params in script.calls]
    assert "quote" not in seen[1]["reply_parameters"]
    assert "reply_parameters" not in seen[2]
    assert (seen[3]["text"], "parse_mode" in seen[3]) == ("a", False)
    assert "reply_markup" not in seen[4]


@pytest.mark.parametrize("text", ["Chat not found", "TOPIC_CLOSED", "not enough rights"])
async def test_hopeless_is_given_up_at_once(scene: Scene, text: str) -> None:
    script = Script(BadRequest(text))
    assert await scene.play(script) is None
    assert len(script.calls) == 1


async def test_a_refusal_for_no_known_reason_ends(scene: Scene) -> None:
    script = Script(BadRequest("something new"))
    assert await scene.play(script, params={"reply_parameters": {"message_id": 1}}) is None
    assert len(script.calls) == 3


@pytest.mark.parametrize("text", ["Message is not modified: x", "Query is too old and x"])
async def test_what_does_not_matter_is_swallowed(
    scene: Scene, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await scene.play(Script(BadRequest(text))) is None
    assert caplog.records == []


async def test_a_message_that_is_not_there_cannot_be_edited(scene: Scene) -> None:
    scene.delivery = Delivery(
        Script(BadRequest("Message to edit not found")),  # type: ignore[arg-type]
        scene.journal,
        Metrics(),
    )
    with pytest.raises(CantEdit):
        await scene.delivery.do(Call("editMessageText", {"chat_id": 1, "text": "a"}))


@pytest.mark.parametrize(
    "error", [RetryAfter(9), InvalidToken("Not Found"), Conflict("x"), TimedOut("x")]
)
async def test_what_soon_lapses_is_not_waited_for(scene: Scene, error: TelegramError) -> None:
    assert await scene.play(Script(error), patient=False) is None
    assert scene.waits == []
    assert await scene.play(Script(NotSent("x")), patient=False) is None
    assert sum(scene.waits) < 1.0
