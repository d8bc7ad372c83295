"""How far something is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from clawback.cli.terminal import say

_LINE_EVERY = 5.0  # seconds


class Progress(Protocol):
    """Is told how far something is; speaks on standard error."""

    def tell(self, what: str, done: int, total: int) -> None:
        """`what` is done to `done` of `total`, in any unit."""
        ...


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """The way of telling that suits standard error."""
    if quiet:
        yield _Silence()
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield bar
    else:
        yield _Lines()


class _Silence:
    def tell(self, what: str, done: int, total: int) -> None:
        """Nothing."""


class _Lines:
    def __init__(self) -> None:
        self._said = time.monotonic()

    def tell(self, what: str, done: int, total: int) -> None:
        if time.monotonic() - self._said >= _LINE_EVERY and total:
            self._said = time.monotonic()
            say(f"{what}: {100 * done // total} %")


@contextmanager
def _bar() -> Iterator[Progress]:
    # Only here, because it takes longer to load than most commands take.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.progress import Progress as Bars  # noqa: PLC0415 - see above

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        class Drawn:
            def tell(self, what: str, done: int, total: int) -> None:
                bars.update(task, description=what, completed=done, total=total or None)

        yield Drawn()
