"""Raw updates: any of them has an id or none, an order, an identity."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.updates import id_of, identity_of, lane_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "chat", "id", "from", "date", "callback_query", "text"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON, st.sampled_from(["message", "edited_message", "callback_query", "inline_query"]))
def test_any_update_has_a_lane_and_an_identity(update_id: Any, body: Any, kind: str) -> None:
    raw = {"update_id": update_id, kind: body}
    found = id_of(raw)
    assert found is None or (type(update_id) is int and 0 <= found < 2**63)
    assert isinstance(lane_of(raw), str)
    assert identity_of(raw) == identity_of({kind: body, "update_id": update_id})


@pytest.mark.parametrize("raw", [None, 5, [], {}, {"update_id": True}, {"update_id": 10**30}])
def test_what_is_no_update(raw: Any) -> None:
    assert id_of(raw) is None


def test_lanes() -> None:
    chat = {"chat": {"id": 7}}
    assert lane_of({"update_id": 1, "message": chat}) == "chat 7"
    assert lane_of({"update_id": 1, "edited_message": chat}) == "chat 7"
    tap = {"id": "1", "from": {"id": 3}}
    assert lane_of({"update_id": 1, "callback_query": {**tap, "message": chat}}) == "chat 7"
    assert lane_of({"update_id": 1, "callback_query": tap}) == "user 3"
    assert lane_of({"update_id": 1, "inline_query": tap}) == "user 3"
    assert lane_of({"update_id": 1, "message": {}}) == "update 1"
