"""Gathers what an examination of the trail needs: the database, the keys, the kept checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clawback.audit.examination import Evidence, Finding, examine
from clawback.audit.folder import AuditFolder, read_keys, read_notes
from clawback.audit.note import Note, PublicKey, by_id
from clawback.audit.records import entries, seals
from clawback.database import Connection, Database
from clawback.model.errors import BadInputError, NotFoundError


class NoTrailError(NotFoundError):
    """This state database has no audit trail: it is from before there was one."""

    code = "no_audit_trail"


class NoCheckpointError(BadInputError):
    """There is no checkpoint in a file that should hold some."""

    code = "no_checkpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at."""

    entries: int
    unsealed: int
    checkpoints: int


class Verification:
    """One look at a trail. `keys` and `checkpoints` are files from outside of the data folder."""

    def __init__(
        self,
        database: Database,
        folder: AuditFolder,
        *,
        keys: Sequence[Path] = (),
        checkpoints: Sequence[Path] = (),
    ) -> None:
        self._database = database
        self._folder = folder
        self._key_files = keys
        self._files = checkpoints
        self._looked = 0
        self._notes = 0

    def findings(self, tell: Callable[[int, int], None]) -> Iterator[Finding]:
        """Everything that is wrong; `tell` is told entries done, and in all.

        Raises:
            NoTrailError: there is no trail in this database.
            AuditFolderError: a file cannot be read.
            BadKeyError: a file of public keys holds something else.
            NoCheckpointError: a file from outside holds no checkpoint.
        """
        keys = by_id(self._keys())
        with self._database.read() as connection:
            if not seals.exists(connection):
                raise NoTrailError
            total = seals.sealed_count(connection)
            evidence = self._evidence(connection, keys)

            def looked(count: int) -> None:
                self._looked = count
                tell(count, total)

            yield from examine(evidence, looked)

    def summary(self) -> Verified:
        """What was looked at; call it when all findings have been taken."""
        with self._database.read() as connection:
            unsealed, _ = entries.waiting(connection)
        return Verified(entries=self._looked, unsealed=unsealed, checkpoints=self._notes)

    def _keys(self) -> Iterator[PublicKey]:
        if self._folder.public.exists() or not self._key_files:
            yield from self._folder.public_keys()
        for file in self._key_files:
            yield from read_keys(file)

    def _evidence(self, connection: Connection, keys: dict[str, PublicKey]) -> Evidence:
        return Evidence(
            entries=entries.every_sealed(connection),
            checkpoints=seals.every_checkpoint(connection),
            nodes=seals.every_node(connection),
            keys=keys,
            kept=self._kept(),
        )

    def _kept(self) -> Iterator[tuple[str, int, Note | None]]:
        files = [self._folder.checkpoints] if self._folder.checkpoints.exists() else []
        for file in [*files, *self._files]:
            before = self._notes
            for number, note in read_notes(file):
                self._notes += 1
                yield file.name, number, note
            if file in self._files and self._notes == before:
                raise NoCheckpointError(f"There is no checkpoint in {file}: it proves nothing.")
