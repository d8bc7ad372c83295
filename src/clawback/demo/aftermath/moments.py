"""When something happened to a delivery, and how it is called: the same each time it is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log
from random import Random
from uuid import UUID

from clawback.demo.stage import Stage
from clawback.model.delivery import Delivery

_SPREAD = 1.2  # of the logarithm: most are near the middle, a few come days later
_LATEST = 0.9  # of the time there was


def afterwards(stage: Stage, random: Random, delivery: Delivery, *, minutes: float) -> datetime:
    """A moment about so many minutes after the delivery; never later than now."""
    drawn = timedelta(minutes=random.lognormvariate(log(minutes), _SPREAD))
    return delivery.time_received + min(drawn, (stage.now - delivery.time_received) * _LATEST)


def later(stage: Stage, moment: datetime, *, minutes: float) -> datetime:
    """So many minutes after a moment; never later than now."""
    return moment + min(timedelta(minutes=minutes), (stage.now - moment) * _LATEST)


def named(random: Random, moment: datetime) -> str:
    """An id that sorts by time, as a UUID (RFC 9562 §5.8)."""
    milliseconds = int(moment.timestamp() * 1000)
    return str(UUID(int=milliseconds << 80 | 8 << 76 | 2 << 62 | random.getrandbits(62)))
