"""Counters for Prometheus on loopback, when a port is set; otherwise nothing is counted."""

from __future__ import annotations

from typing import Any

_COUNTERS = {
    "updates": ("Updates taken, by kind", "kind"),
    "questions": ("Questions answered, by status", "status"),
    "sends": ("Calls that send or edit, by outcome", "outcome"),
    "polls": ("Polls, by outcome", "outcome"),
    "errors": ("Unexpected errors, by place", "place"),
    "limited": ("Messages over the rate limit, by what was done", "reply"),
}


class MetricsMissing(Exception):
    """prometheus-client is not installed."""


class Metrics:
    """Counts by name and label; ``observe`` takes the seconds one answer took."""

    def __init__(self) -> None:
        self._counters: dict[str, Any] = {}
        self._seconds: Any = None
        self._stop: Any = None

    def start(self, port: int) -> None:
        """Serve on 127.0.0.1. Raises MetricsMissing, or OSError when the port is taken."""
        try:
            from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
        except ImportError:
            raise MetricsMissing from None

        registry = CollectorRegistry()
        for name, (text, label) in _COUNTERS.items():
            self._counters[name] = Counter(f"bnqa_{name}", text, [label], registry=registry)
        self._seconds = Histogram(
            "bnqa_answer_seconds",
            "Time from taking a question to the reply being sent",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30),
            registry=registry,
        )
        server, _ = start_http_server(port, addr="127.0.0.1", registry=registry)
        self._stop = server.shutdown

    def count(self, name: str, label: str) -> None:
        if self._counters:
            self._counters[name].labels(label).inc()

    def observe(self, seconds: float) -> None:
        if self._seconds is not None:
            self._seconds.observe(seconds)

    def stop(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None
