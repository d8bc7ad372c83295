"""What a kind of work must do, what it is given to do it safely, and who hears how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from clawback.jobs.block import Block, Done, Fault, Item, Result, Told
from clawback.model.errors import ClawbackError


class StoppedError(ClawbackError):
    """The job was paused or cancelled, or the server is stopping; nothing further is begun."""

    code = "job_stopped"


class LeaseLostError(StoppedError):
    """The lease on this account ran out; somebody else may already work on it."""

    code = "lease_lost"


class Watch:
    """A worker's view of its block: may I go on, what is done, what is under way.

    Belongs to one thread. `may_act` is asked before each effect and raises when it must not be.
    """

    def __init__(
        self,
        block: Block,
        *,
        may_act: Callable[[Block], None],
        note: Callable[[Block, Sequence[Result]], bool],
    ) -> None:
        self.block = block
        self._may_act = may_act
        self._note = note
        self._results: dict[int, Result] = {}
        self._doubtful = {item.seq for item in block.items if item.doubt}

    def permit(self, seqs: Iterable[int]) -> None:
        """Call right before an effect on these items.

        Raises:
            StoppedError: it must not be, because the job was stopped or the lease ran out.
        """
        self._may_act(self.block)
        self._doubtful.update(seqs)

    def note(self, notes: Sequence[Result]) -> None:
        """Keeps evidence durably before an effect, for whoever finds this attempt broken off.

        Raises:
            LeaseLostError: the lease no longer stands.
        """
        if notes and not self._note(self.block, notes):
            raise LeaseLostError

    def finish(self, results: Iterable[Result]) -> None:
        """These items have ended."""
        self._results.update((result.seq, result) for result in results)

    def clear(self, seqs: Iterable[int]) -> None:
        """A look has shown that no attempt had an effect on these items."""
        self._doubtful.difference_update(seqs)

    def in_doubt(self, seq: int) -> bool:
        """Whether an attempt, this one or an earlier one, may have had an effect on the item."""
        return seq in self._doubtful

    def open_items(self) -> list[Item]:
        """Items without a result."""
        return [item for item in self.block.items if item.seq not in self._results]

    def done(self, fault: Fault | None = None) -> Done:
        """The block as it comes back."""
        return Done(
            block=self.block,
            results=tuple(self._results.values()),
            doubtful=frozenset(self._doubtful.difference(self._results)),
            fault=fault,
        )


class Handler(Protocol):
    """One kind of work. Called from several threads, for one account in one thread at a time."""

    def work(self, watch: Watch) -> None:
        """Does the block's open items; what it does not finish is tried again.

        A block that is `settling` is only looked at. `UnavailableError` says that the server is
        away: the block waits, and after repeated failures the server is left alone for a while.
        """
        ...

    def give_up(self, watch: Watch, fault: Fault) -> None:
        """Ends the block's open items, which could not be done after many tries."""
        ...


class Hearer(Protocol):
    """Who passes on what ended of one kind of work."""

    def tell(self, told: Sequence[Told]) -> None:
        """Passes finished attempts on to the rest of the house.

        Called at least once for each, again after a crash or an error, and before the job is over.
        """
        ...
