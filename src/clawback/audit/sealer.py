"""Puts new entries into the tree and signs it: off the request path, each second.

What is sealed cannot be changed unnoticed; what waits can. So nothing waits longer than two
seconds. Several processes may seal the same database: they take turns, and go on from each other.
"""

from __future__ import annotations

from pathlib import Path

from clawback.audit.folder import AuditFolder, add_notes, last_size
from clawback.audit.kept import KeptEntry, leaf_bytes
from clawback.audit.merkle import CompactRange, Completed, leaf_hash
from clawback.audit.note import BadNoteError, Signer, by_id, read_note
from clawback.audit.records import entries, seals
from clawback.audit.records.seals import KeptCheckpoint
from clawback.database import Connection, Database
from clawback.model.clock import Clock
from clawback.model.errors import ConflictError

SEAL_SECONDS = 1.0
_BATCH = 2000  # entries of one transaction; others wait that long to write
_NOTES = 1000


class TrailChangedError(ConflictError):
    """The audit trail is not as this server left it. Run `clawback audit verify`."""

    code = "audit_trail_changed"


class Sealer:
    """Seals entries. One call at a time."""

    def __init__(
        self, database: Database, *, signer: Signer, folder: AuditFolder, clock: Clock
    ) -> None:
        self._database = database
        self._signer = signer
        self._folder = folder
        self._clock = clock
        self._keys = by_id(folder.public_keys())

    def seal(self) -> int:
        """Seals all that waits, and says how many that were.

        Raises:
            TrailChangedError: the last checkpoint was changed, or the database was set back. Then
                nothing is signed.
            OSError: the checkpoint cannot be written to the data folder.
        """
        count = 0
        while sealed := self._batch():
            count += sealed
            copy_checkpoints(self._database, self._folder.checkpoints)
        copy_checkpoints(self._database, self._folder.checkpoints)
        return count

    def _batch(self) -> int:
        if not self._something_waits():
            return 0
        with self._database.write() as connection:
            tree = self._tree(seals.latest(connection))
            waiting = entries.unsealed(connection, limit=_BATCH)
            if waiting:
                self._append(connection, tree, waiting)
        return len(waiting)

    def _something_waits(self) -> bool:
        with self._database.read() as connection:
            return bool(entries.unsealed(connection, limit=1))

    def _append(self, connection: Connection, tree: CompactRange, waiting: list[KeptEntry]) -> None:
        places: list[tuple[int, int, bytes]] = []
        nodes: list[Completed] = []
        for entry in waiting:
            leaf = tree.size
            digest = leaf_hash(leaf_bytes(entry, leaf))
            places.append((entry.id, leaf, digest))
            completed = tree.append(digest)
            nodes += [node for node in completed if node[0] % seals.TILE == 0]
        seals.seal(connection, places)
        seals.add_nodes(connection, nodes)
        note = self._signer.sign(tree.head, self._clock.now())
        seals.add_checkpoint(connection, KeptCheckpoint(tree.size, b"".join(tree.hashes), note))

    def _tree(self, kept: KeptCheckpoint | None) -> CompactRange:
        tree = CompactRange() if kept is None else self._checked(kept)
        if tree.size < last_size(self._folder.checkpoints):
            raise TrailChangedError(
                "The state database was set back to before the last checkpoint of its audit "
                "trail. Run `clawback audit verify`; after a restore on purpose, move the file "
                "audit/checkpoints of the data folder to a safe place and start again."
            )
        return tree

    def _checked(self, kept: KeptCheckpoint) -> CompactRange:
        """The tree to go on from, which must be the one that was signed."""
        try:
            tree, note = kept.tree, read_note(kept.note)
        except (ValueError, BadNoteError):
            raise TrailChangedError from None
        # A checkpoint of another server's key is left to `audit verify`.
        if note.head != tree.head or note.signed_by(self._keys) is False:
            raise TrailChangedError
        return tree


def copy_checkpoints(database: Database, file: Path) -> None:
    """Brings a file of checkpoints up to the database; a crash may have left it behind."""
    size = last_size(file)
    while True:
        with database.read() as connection:
            notes = seals.notes_after(connection, size, limit=_NOTES)
        if not notes:
            return
        add_notes(file, notes)
        size = read_note(notes[-1]).head.size
