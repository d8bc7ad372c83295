"""Notices that what engines judge by has changed, and has them asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from clawback.analysis.providers.port import NoVerdictError
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.purge.inquiry import records
from clawback.purge.inquiry.asking import Engine
from clawback.purge.inquiry.inquiry import Edition, due

_log = structlog.stdlib.get_logger("clawback.purge")


class Editions:
    """Looks at engines, and remembers what each judged by.

    What an engine judges by when it is looked at for the first time is the state of affairs. One
    that does not answer is looked at later.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        *,
        database: Database,
        clock: Clock,
        lasting: timedelta,
        begin: Callable[[Sequence[str]], object],
    ) -> None:
        self._engines = tuple(engines)
        self._database, self._clock = database, clock
        self._lasting, self._begin = lasting, begin

    def turn(self) -> None:
        """Looks at each, and begins an inquiry where a change has lasted."""
        now = self._clock.now()
        with self._database.read() as connection:
            known = records.editions(connection)
        seen: dict[str, Edition] = {}
        for one in self._engines:
            told = _told(one)
            if told:
                before = known.get(one.name)
                seen[one.name] = before.seen(told, now) if before else Edition(acted_on=told)
        changed = due(seen, now, self._lasting)
        if changed:
            self._begin(tuple(changed))
        # Only now: an inquiry that could not be begun is begun the next time.
        kept = {name: one for name, one in {**seen, **changed}.items() if known.get(name) != one}
        if kept:
            with self._database.write() as connection:
                records.keep_editions(connection, kept)


def _told(engine: Engine) -> str:
    try:
        return engine.edition()
    except NoVerdictError as error:
        _log.info("an engine does not tell its edition", name=engine.name, error=error.code)
        return ""
