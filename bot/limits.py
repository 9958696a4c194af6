"""Token buckets per user and chat, and one notice a window; bounded whatever is sent."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum

WINDOW_SECONDS = 60.0


class Verdict(Enum):
    """Take it, say once to slow down, or drop it silently."""

    ALLOW = "allow"
    NOTICE = "notice"
    SILENT = "silent"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    clock: float
    sent: float
    noticed: float = float("-inf")


class Limiter:
    """``burst`` at once (0: no limit at all), then ``per_minute``; the least recently used of
    ``size`` buckets goes.

    Time is what passed here or between the messages themselves, whichever is more: a backlog that
    piled up while the bot was down is not a flood.
    """

    def __init__(self, burst: int, per_minute: float, size: int = 10_000) -> None:
        self._burst = float(burst)
        self._rate = per_minute / 60.0
        self._size = size
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def check(self, keys: tuple[Hashable, ...], now: float, sent: float) -> Verdict:
        """Take one token from each key, or none at all. ``now`` monotonic seconds; ``sent`` the
        message's own time in seconds."""
        if not self._burst:
            return Verdict.ALLOW
        buckets = [self._bucket(key, now, sent) for key in keys]
        if all(bucket.tokens >= 1.0 for bucket in buckets):
            for bucket in buckets:
                bucket.tokens -= 1.0
            return Verdict.ALLOW
        # The last key is where a notice would appear.
        return Verdict.NOTICE if self._first_in_window(buckets[-1], now) else Verdict.SILENT

    def notice(self, key: Hashable, now: float) -> bool:
        """Whether something may be said to ``key`` without being asked: once a window."""
        return self._first_in_window(self._bucket(key, now, 0.0), now)

    @staticmethod
    def _first_in_window(bucket: _Bucket, now: float) -> bool:
        if now - bucket.noticed < WINDOW_SECONDS:
            return False
        bucket.noticed = now
        return True

    def _bucket(self, key: Hashable, now: float, sent: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._burst, now, sent)
            if len(self._buckets) > self._size:
                self._buckets.popitem(last=False)
            return bucket
        self._buckets.move_to_end(key)
        passed = max(now - bucket.clock, sent - bucket.sent, 0.0)
        bucket.tokens = min(self._burst, bucket.tokens + passed * self._rate)
        bucket.clock = now
        bucket.sent = max(bucket.sent, sent)
        return bucket
