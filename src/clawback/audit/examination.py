"""Compares an audit trail with its own tree, with its signed checkpoints, and with kept ones.

Works on values: the entries and checkpoints as they were found. Every part between two checkpoints
is examined by itself, because the second one holds the tree to go on from; so one change is told
once, and as exactly as can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from clawback.audit.kept import KeptEntry, leaf_bytes
from clawback.audit.merkle import HASH_BYTES, CompactRange, Completed, leaf_hash
from clawback.audit.note import BadNoteError, Note, PublicKey, read_note
from clawback.audit.records.seals import TILE, KeptCheckpoint

# Whether a known key signed a note; `None` when its key is not known.
_Signed = Callable[[Note], bool | None]


class Fault(StrEnum):
    """What can be wrong with a trail."""

    CHANGED = "changed"
    MISSING = "missing"
    FOREIGN = "foreign"
    FORKED = "forked"
    SHORTER = "shorter"
    SIGNATURE = "signature"
    CHECKPOINT = "checkpoint"
    TREE = "tree"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in a sentence. Entries are counted from 1."""

    fault: Fault
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A trail as it was found, and what it is measured against.

    `kept` are the notes of files outside of the database, by the name of the file and their number
    in it; `None` stands for one that could not be read.
    """

    entries: Iterable[KeptEntry]
    checkpoints: Iterable[KeptCheckpoint]
    nodes: Mapping[tuple[int, int], bytes]
    keys: Mapping[str, PublicKey]
    kept: Iterable[tuple[str, int, Note | None]] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    """A size at which the tree is known to have been: by a row, by files, or by both."""

    size: int
    row: KeptCheckpoint | None
    notes: tuple[tuple[str, Note], ...]


def examine(evidence: Evidence, tell: Callable[[int], None]) -> Iterator[Finding]:
    """Everything that is wrong, in order; nothing when all is as it was sealed.

    `tell` is told how many entries have been looked at.
    """
    # Files hold the notes of the database once more, and a signature is dear to check.
    signed = cache(lambda note: note.signed_by(evidence.keys))
    rows, findings = _rows(evidence, signed)
    yield from findings
    notes, findings = _notes(evidence, signed)
    yield from findings
    marks = [
        _Mark(size, rows.get(size), tuple(notes.get(size, ())))
        for size in sorted(rows.keys() | notes.keys())
    ]
    yield from _Walk(evidence.nodes).through(evidence.entries, marks, tell)


def _rows(evidence: Evidence, signed: _Signed) -> tuple[dict[int, KeptCheckpoint], list[Finding]]:
    """The good checkpoints of the database by size, and what is wrong with the others."""
    good: dict[int, KeptCheckpoint] = {}
    findings = []
    for row in evidence.checkpoints:
        why = _row_fault(row, signed)
        if why is None:
            good[row.size] = row
        else:
            findings.append(why)
    return good, findings


def _row_fault(row: KeptCheckpoint, signed: _Signed) -> Finding | None:
    where = f"The checkpoint of {row.size} entries in the database"
    try:
        note = read_note(row.note)
    except BadNoteError:
        return Finding(Fault.CHECKPOINT, f"{where} was changed: it cannot be read.")
    if note.head.size != row.size:
        return Finding(Fault.CHECKPOINT, f"{where} was signed for {note.head.size} entries.")
    if finding := _signature_fault(where, note, signed):
        return finding
    try:
        whole = row.tree.root == note.head.root
    except ValueError:
        whole = False
    if not whole:
        return Finding(Fault.TREE, f"{where} has another tree beside it than the signed one.")
    return None


def _signature_fault(where: str, note: Note, signed: _Signed) -> Finding | None:
    held = signed(note)
    if held:
        return None
    if held is None:
        return Finding(
            Fault.SIGNATURE,
            f"{where} was signed as {note.name} with the key {note.key_id}, which is not known "
            "here. If it is yours, name its public key with --key.",
        )
    return Finding(Fault.SIGNATURE, f"{where} was changed: its signature does not hold.")


def _notes(
    evidence: Evidence, signed: _Signed
) -> tuple[dict[int, list[tuple[str, Note]]], list[Finding]]:
    """The good notes of files by size, and what is wrong with the others."""
    good: dict[int, list[tuple[str, Note]]] = {}
    findings = []
    for file, number, note in evidence.kept:
        where = f"Checkpoint {number} of {file}"
        if note is None:
            findings.append(Finding(Fault.CHECKPOINT, f"{where} cannot be read."))
        elif finding := _signature_fault(where, note, signed):
            findings.append(finding)
        else:
            good.setdefault(note.head.size, []).append((file, note))
    return good, findings


@dataclass(slots=True)
class _Walk:
    """Goes through the entries once.

    `stored` is the tree of the hashes that stand beside the entries, `said` that of the hashes of
    what the entries say now: one tree until the first that differ.
    """

    nodes: Mapping[tuple[int, int], bytes]
    stored: CompactRange = field(default_factory=CompactRange)
    said: CompactRange = field(init=False)
    # The last size at which the tree was as signed; whether leaves were missing since; entries that
    # do not say what their hash says, since.
    good: int = 0
    whole: bool = True
    suspects: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.said = self.stored

    def through(
        self, found: Iterable[KeptEntry], marks: list[_Mark], tell: Callable[[int], None]
    ) -> Iterator[Finding]:
        ahead = iter(marks)
        mark = next(ahead, None)
        for entry in found:
            leaf = entry.leaf if isinstance(entry.leaf, int) else -1
            if leaf < self.stored.size:
                yield Finding(Fault.FOREIGN, f"{_name(entry)} was put in beside the sealed ones.")
                continue
            while mark is not None and mark.size <= leaf:
                yield from self._missing(mark.size)
                yield from self._at(mark)
                mark = next(ahead, None)
            if mark is None:
                yield Finding(Fault.FOREIGN, f"{_name(entry)} is in no signed checkpoint.")
                return
            yield from self._missing(leaf)
            yield from self._take(entry)
            tell(leaf + 1)
        if mark is not None and mark.size == self.stored.size:
            yield from self._at(mark)
            mark = next(ahead, None)
        if mark is not None:
            largest = [mark, *ahead][-1]
            yield self._shorter(largest)

    def _take(self, entry: KeptEntry) -> Iterator[Finding]:
        digest = leaf_hash(leaf_bytes(entry, self.stored.size))
        stored = entry.leaf_hash
        if stored != digest:
            self.suspects.append(self.stored.size + 1)
        if not isinstance(stored, bytes) or len(stored) != HASH_BYTES:
            stored = digest
        for level, number, node in self._append(stored, digest):
            if level % TILE or not self.whole or self.suspects:
                continue
            if self.nodes.get((level, number)) != node:
                first, last = (number << level) + 1, (number + 1) << level
                yield Finding(
                    Fault.TREE, f"The kept hash over the entries {first} to {last} was changed."
                )

    def _missing(self, until: int) -> Iterator[Finding]:
        first = self.stored.size + 1
        if until < first:
            return
        self.whole = False
        for _ in range(first - 1, until):
            self._append(b"", b"")
        yield Finding(Fault.MISSING, _missing_sentence(first, until))

    def _append(self, stored: bytes, said: bytes) -> list[Completed]:
        if self.said is self.stored and stored != said:
            self.said = CompactRange(self.stored.size, self.stored.hashes)
        if self.said is not self.stored:
            self.said.append(said)
        return self.stored.append(stored)

    def _at(self, mark: _Mark) -> Iterator[Finding]:
        """The tree must be as it was signed at this size."""
        signed = {note.head.root for _, note in mark.notes}
        if mark.row is not None:
            signed.add(mark.row.tree.root)
        yield from self._judge(mark, signed)
        if mark.row is None:
            if self.good == mark.size:
                files = ", ".join(sorted({file for file, _ in mark.notes}))
                said = f"The checkpoint of {mark.size} entries in {files} is not in the database."
                yield Finding(Fault.CHECKPOINT, said)
            return
        forked = [(file, note) for file, note in mark.notes if note.head.root != mark.row.tree.root]
        yield from (_forked(file, note) for file, note in forked)
        self._go_on_from(mark.row)

    def _judge(self, mark: _Mark, signed: set[bytes]) -> Iterator[Finding]:
        if not self.whole:
            return
        if self.stored.root in signed:
            yield from (_changed(number) for number in self.suspects)
        elif self.said.root in signed:
            for number in self.suspects:
                yield Finding(
                    Fault.TREE,
                    f"The hash beside entry {number} was changed; the entry is as it was sealed.",
                )
        elif self.suspects:
            yield from (_changed(number) for number in self.suspects)
        else:
            yield self._rewritten(mark)
        if self.stored.root in signed or self.said.root in signed:
            self.good = mark.size
        self.suspects.clear()

    def _go_on_from(self, row: KeptCheckpoint) -> None:
        self.stored = self.said = row.tree
        self.good, self.whole = row.size, True
        self.suspects.clear()

    def _rewritten(self, mark: _Mark) -> Finding:
        if mark.row is None:
            return _forked(*mark.notes[0])
        return Finding(
            Fault.CHANGED,
            f"At least one of the entries {self.good + 1} to {mark.size} was changed together with "
            "its hash: the signed checkpoint has another root.",
        )

    def _shorter(self, largest: _Mark) -> Finding:
        at = largest.notes[0][1] if largest.notes else None
        when = f" of {at.checkpoint.at:%Y-%m-%d %H:%M:%S} UTC" if at else ""
        where = f" in {largest.notes[0][0]}" if largest.notes else ""
        return Finding(
            Fault.SHORTER,
            f"The log ends after entry {self.stored.size}, and the checkpoint{when}{where} was "
            f"signed for {largest.size}: the last {largest.size - self.stored.size} are gone.",
        )


def _forked(file: str, note: Note) -> Finding:
    return Finding(
        Fault.FORKED,
        f"The log was forked: its first {note.head.size} entries are not those for which the "
        f"checkpoint of {note.checkpoint.at:%Y-%m-%d %H:%M:%S} UTC in {file} was signed.",
    )


def _changed(number: int) -> Finding:
    return Finding(Fault.CHANGED, f"Entry {number} is not what was sealed: it was changed.")


def _missing_sentence(first: int, last: int) -> str:
    if first == last:
        return f"Entry {first} is missing."
    return f"The entries {first} to {last} are missing."


def _name(entry: KeptEntry) -> str:
    place = f"Entry {entry.leaf + 1}" if isinstance(entry.leaf, int) else "An entry without a place"
    return f"{place} (row {entry.id})"
