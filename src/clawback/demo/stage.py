"""Where and when the demo plays: the organisation, its partners, thirty days of working hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from random import Random

from clawback.demo.organisation import Organisation, found
from clawback.demo.partners import Partner, partners
from clawback.demo.seed import chance

DAYS = 30
_REST = timedelta(minutes=3)  # the newest mail is a little older than now
_WEEKEND = 5
_OPENS, _CLOSES = 8, 18
_HOUR_WEIGHTS = (
    *(0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.5, 5, 10, 14, 13, 11),
    *(6, 9, 12, 11, 9, 6, 3, 2, 1.5, 1, 0.8, 0.4),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What every writer of demo mail is given.

    `now` is aware and in UTC; all mail is received in the thirty days before it.
    """

    seed: str
    now: datetime
    organisation: Organisation
    partners: tuple[Partner, ...]

    @property
    def start(self) -> datetime:
        return self.now - timedelta(days=DAYS)

    def chance(self, *names: object) -> Random:
        """Random numbers of its own for one part of the demo."""
        return chance(self.seed, *names)

    def office_hour(self, random: Random, zone: timezone, *, weekend: float = 0.04) -> datetime:
        """A moment at which somebody in this zone writes mail; `weekend` weighs a day off."""
        while True:
            hour = random.choices(range(24), _HOUR_WEIGHTS)[0]
            moment = self._on_some_day(random, time(hour), zone)
            busy = moment.weekday() < _WEEKEND or random.random() < weekend
            if busy and self.holds(moment):
                return moment

    def any_hour(self, random: Random, zone: timezone = UTC) -> datetime:
        """A moment at which a machine writes mail."""
        span = (self.now - _REST - self.start).total_seconds()
        return (self.start + timedelta(seconds=random.random() * span)).astimezone(zone)

    def answer(self, random: Random, after: datetime, zone: timezone) -> datetime | None:
        """When somebody in this zone answers; `None` when that is still to come."""
        minutes = min(random.lognormvariate(3.6, 1.3), 60 * 30)
        moment = (after + timedelta(minutes=2 + minutes)).astimezone(zone)
        moment = _working(random, moment)
        return moment if self.holds(moment) else None

    def workdays_ago(self, count: int, zone: timezone, hour: int, minute: int = 0) -> datetime:
        """This time of day, `count` working days (Monday to Friday) before today."""
        day = self.now.astimezone(zone).date()
        while count:
            day -= timedelta(days=1)
            count -= day.weekday() < _WEEKEND
        return datetime.combine(day, time(hour, minute), zone)

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in the thirty days."""
        return self.start + _REST < moment < self.now - _REST

    def _on_some_day(self, random: Random, at: time, zone: timezone) -> datetime:
        day = self.now.astimezone(zone).date() - timedelta(days=random.randint(0, DAYS))
        moment = datetime.combine(day, at, zone)
        return moment + timedelta(seconds=random.randrange(3600))


def _working(random: Random, moment: datetime) -> datetime:
    """The moment itself in office hours, else the next morning that has them."""
    if moment.weekday() < _WEEKEND and _OPENS <= moment.hour < _CLOSES:
        return moment
    if moment.hour >= _OPENS:
        moment += timedelta(days=1)
    while moment.weekday() >= _WEEKEND:
        moment += timedelta(days=1)
    morning = moment.replace(hour=_OPENS, minute=0, second=0, microsecond=0)
    return morning + timedelta(seconds=random.randrange(2 * 3600))


def set_stage(now: datetime, seed: str = "clawback") -> Stage:
    """The stage for the thirty days before `now` (aware)."""
    return Stage(
        seed=seed,
        now=now.astimezone(UTC).replace(microsecond=0),
        organisation=found(seed),
        partners=partners(seed),
    )
