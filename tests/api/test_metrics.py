"""Figures for Prometheus."""

from __future__ import annotations

from clawback.api.metrics import Metrics, Reading


def test_a_part_is_asked_when_somebody_asks_us():
    """Reading a figure costs nothing until then, and is as fresh as can be."""
    asked = []

    def read():
        asked.append(1)
        return {"": float(len(asked))}

    metrics = Metrics([Reading(name="clawback_things", meaning="Things.", read=read)])
    assert not asked
    assert b"clawback_things 1.0" in metrics.text()
    assert b"clawback_things 2.0" in metrics.text()


def test_registries_are_apart():
    """Two servers in one process do not share their figures."""
    first, second = Metrics(), Metrics()
    first.authentication_failures.inc()
    assert b"clawback_authentication_failures_total 1.0" in first.text()
    assert b"clawback_authentication_failures_total 0.0" in second.text()
