"""The audit trail for those who read it: entries by filters, with proofs that anybody can check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clawback.audit.kept import KeptEntry
from clawback.audit.merkle import CompactRange, consistency_proof, inclusion_proof
from clawback.audit.records import entries, seals
from clawback.audit.records.entries import Wanted
from clawback.audit.settings import ORIGIN
from clawback.database import Connection, Database
from clawback.model.errors import BadInputError, NotFoundError

_BLOCK = 1000


class UnknownEntryError(NotFoundError):
    """There is no entry of the audit trail with this id."""

    code = "unknown_audit_entry"


class NothingSealedError(NotFoundError):
    """Nothing has been sealed yet. Try again in two seconds."""

    code = "nothing_sealed"


class BadSizesError(BadInputError):
    """Ask from one size to a larger one, both from 1 to the latest checkpoint's."""

    code = "bad_sizes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Shows that an entry is in the tree of a signed checkpoint (RFC 9162 section 2.1.3)."""

    size: int
    hashes: tuple[bytes, ...]
    checkpoint: str


class Log:
    """Reads the trail. Safe on many threads. `origin` is its name in checkpoints and events."""

    def __init__(self, database: Database, *, origin: str = ORIGIN) -> None:
        self._database = database
        self.origin = origin

    def page(self, wanted: Wanted, *, limit: int) -> list[KeptEntry]:
        """At most so many entries, newest first."""
        with self._database.read() as connection:
            return entries.page(connection, wanted, limit=limit)

    def stream(self, wanted: Wanted) -> Iterator[Sequence[KeptEntry]]:
        """Every entry, newest first, in blocks."""
        while block := self.page(wanted, limit=_BLOCK):
            yield block
            wanted = replace(wanted, below=block[-1].id)

    def entry(self, entry_id: int) -> tuple[KeptEntry, Proof | None]:
        """One entry, and its proof when it is sealed.

        Raises:
            UnknownEntryError: there is none with this id.
        """
        with self._database.read() as connection:
            found = entries.get(connection, entry_id)
            if found is None:
                raise UnknownEntryError
            if found.leaf is None:
                return found, None
            return found, _proof(connection, found.leaf)

    def checkpoint(self) -> str:
        """The note of the largest tree.

        Raises:
            NothingSealedError: there is no tree yet.
        """
        with self._database.read() as connection:
            kept = seals.latest(connection)
        if kept is None:
            raise NothingSealedError
        return kept.note

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Shows that the tree of `old` entries only grew into that of `new` (section 2.1.4).

        Raises:
            BadSizesError: there are no such trees.
        """
        with self._database.read() as connection:
            last = seals.latest(connection)
            if last is None or not 0 < old <= new <= last.size:
                raise BadSizesError
            return tuple(consistency_proof(old, new, KeptNodes(connection)))


class KeptNodes:
    """Gives subtree hashes from those that are kept: each eighth level, and the leaves."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, level: int, number: int) -> bytes:
        above = level % seals.TILE
        count = 1 << above
        first = number << above
        found = seals.hashes(self._connection, level - above, first, count)
        if len(found) != count:
            raise UnknownEntryError("Entries are missing from the trail. Run clawback audit verify")
        tree = CompactRange()
        for each in found:
            tree.append(each)
        return tree.root


def _proof(connection: Connection, leaf: int) -> Proof | None:
    """A proof in the first checkpoint that has the leaf, which never changes again."""
    kept = seals.covering(connection, leaf + 1)
    if kept is None:
        return None
    hashes = inclusion_proof(leaf, kept.size, KeptNodes(connection))
    return Proof(size=kept.size, hashes=tuple(hashes), checkpoint=kept.note)
