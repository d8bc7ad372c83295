"""Figures for Prometheus, in a registry of our own. Never an address, a subject or a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure that is read when somebody asks for it.

    `read` gives one number for each value of `label`; for a figure without a label, one under the
    empty text. A name that ends in `_total` is a counter, any other a gauge.
    """

    name: str
    meaning: str
    read: Callable[[], Mapping[str, float]]
    label: str = ""


class Metrics:
    """What this process counts, and what it reads from the other parts."""

    def __init__(self, readings: Sequence[Reading] = ()) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "clawback_http_requests",
            "Requests answered.",
            ("operation", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "clawback_http_request_seconds",
            "From a request's arrival to the end of its answer.",
            ("operation",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.authentication_failures = Counter(
            "clawback_authentication_failures",
            "Requests with no token or a refused one.",
            registry=self._registry,
        )
        self._registry.register(_Readings(readings))

    def text(self) -> bytes:
        """Everything, in the text format that Prometheus reads."""
        return generate_latest(self._registry)


class _Readings(Collector):
    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterable[Metric]:
        for reading in self._readings:
            counter = reading.name.endswith("_total")
            family = CounterMetricFamily if counter else GaugeMetricFamily
            labels = [reading.label] if reading.label else []
            metric = family(reading.name, reading.meaning, labels=labels)
            for value, number in reading.read().items():
                metric.add_metric([value] if reading.label else [], number)
            yield metric

    def describe(self) -> Iterable[Metric]:
        """Nothing: the parts are not asked before somebody asks us."""
        return ()
