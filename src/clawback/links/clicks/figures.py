"""Figures of the click service for Prometheus. Never an address, a link or a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from clawback.links.clicks.opened import Opened

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the log and the book are now: clicks that wait, their bytes, the oldest one's age."""

    waiting: int
    size: int
    oldest_seconds: float
    entries: int


class ClickFigures:
    """Counts what becomes of clicks; the rest is read when somebody asks."""

    def __init__(self, now: Callable[[], Standing] | None = None) -> None:
        self._registry = CollectorRegistry()
        self._clicks = Counter(
            "clawback_clicks",
            "Clicks that were written down.",
            ("verdict", "clicked_by"),
            registry=self._registry,
        )
        self._not_kept = Counter(
            "clawback_clicks_not_kept",
            "Clicks that could not be written down; nobody was led on.",
            registry=self._registry,
        )
        self.seconds = Histogram(
            "clawback_click_seconds",
            "From a request for a link to its answer.",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        if now is not None:
            self._registry.register(_Now(now))

    def kept(self, opened: Opened) -> None:
        """A click is on the disk."""
        self._clicks.labels(opened.verdict.value, opened.clicked_by.value).inc()

    def not_kept(self) -> None:
        """A click could not be written down."""
        self._not_kept.inc()

    def application(self) -> Starlette:
        """`/metrics` for a web server of its own, which people who click do not reach."""
        return Starlette(routes=[Route("/metrics", self._metrics)])

    async def _metrics(self, _: Request) -> Response:
        return Response(generate_latest(self._registry), media_type=_MEDIA_TYPE)


class _Now(Collector):
    def __init__(self, now: Callable[[], Standing]) -> None:
        self._now = now

    def collect(self) -> Iterable[Metric]:
        now = self._now()
        yield _gauge("log_clicks", "Clicks that the server has not taken yet.", now.waiting)
        yield _gauge("log_bytes", "Their bytes.", now.size)
        yield _gauge("log_oldest_seconds", "Age of the oldest of them.", now.oldest_seconds)
        yield _gauge("book_entries", "Entries of the book that counts now.", now.entries)

    def describe(self) -> Iterator[Metric]:
        """Nothing: the log is not looked at before somebody asks."""
        yield from ()


def _gauge(name: str, meaning: str, number: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"clawback_click_{name}", meaning, value=number)
