"""Hands clicks over from the log to the server: in order, and for as long as it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import structlog

from clawback.links.clicks.agents import told_apart
from clawback.links.clicks.opened import Opened
from clawback.links.clicks.redirects.chain import Chain
from clawback.links.clicks.server import Server
from clawback.model.errors import ClawbackError
from clawback.spool.spool import Spool, Taken

_MOST = 500
_MOST_BYTES = 1 << 20
_WAIT = 0.5  # seconds for a first click
_LINGER = 1.0  # seconds for more, so that what a program opened at once is seen together
_AGAIN = 1.0  # seconds before what was not taken is handed over again
_LONGEST = 30.0
_PATIENCE = 2.0  # seconds for what is under way at the end
_FOLLOWED = 6.0  # seconds that a block waits for where its links lead on to
_log = structlog.stdlib.get_logger("clawback.links")


Late = Callable[[str, float], Chain | None]
"""Where a link leads on to, after waiting for so many seconds at most."""


class Sending:
    """A thread of its own. What was handed over is forgotten here, and nothing before.

    A click that did not wait until its redirects were followed gets them here, where `late` tells
    them.
    """

    def __init__(
        self,
        log: Spool[Opened],
        server: Server,
        *,
        late: Late | None = None,
        linger: float = _LINGER,
    ) -> None:
        self._log = log
        self._server = server
        self._late = late
        self._linger = linger
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="click-sending", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends soon; what was not handed over, or not settled, waits in the log."""
        self._stopping.set()
        self._thread.join(_PATIENCE)  # a server that is stopping, too, may not answer any more

    def _run(self) -> None:
        while not self._stopping.is_set():
            block = self._log.take(
                most=_MOST, most_bytes=_MOST_BYTES, wait=_WAIT, linger=self._linger
            )
            if block is not None:
                self._deliver(block)

    def _deliver(self, block: Taken[Opened]) -> None:
        left = self._followed(told_apart([one.value for one in block.kept]))
        pause = _AGAIN
        while left:
            taken, trouble = self._hand_over(left)
            left = left[taken:]
            pause = min(pause * 2, _LONGEST) if trouble else _AGAIN
            if left and self._stopping.wait(pause):
                return
        self._log.settle(block.place)

    def _followed(self, opened: list[Opened]) -> list[Opened]:
        if self._late is None:
            return opened
        until = time.monotonic() + _FOLLOWED
        return [_led_on(one, self._late, until) for one in opened]

    def _hand_over(self, left: list[Opened]) -> tuple[int, bool]:
        try:
            return self._server.record(left), False
        except ClawbackError as error:
            _log.warning("clicks_not_handed_over", code=error.code, clicks=len(left))
        except Exception as error:  # noqa: BLE001 - the thread must live on
            _log.error("click_sending_failed", exc_info=error)
        return 0, True


def _led_on(one: Opened, late: Late, until: float) -> Opened:
    if one.url_chain:
        return one
    chain = late(one.url, max(0.0, until - time.monotonic()))
    return replace(one, url_chain=chain.hops) if chain and chain.hops else one
