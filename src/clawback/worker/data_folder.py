"""What lies where in a server's data folder.

clawback.toml   the settings, written by the administrator
clawback.lock   held by the one server that uses the folder
worker.lock     held by its one worker process, while there is one
admin.token     the administrator's token, for the command line on this machine
http.address    where the running server listens; not there when none runs
state.sqlite    people, tokens, remediations, audit trail (unless `state.url` names another);
                beside it SQLite's own files, and `-turn`, by which server and worker take turns
events.duckdb   deliveries and what happened to them
model/          the site model, learnt from own mail: numbers, and no text
lists/          uploaded lists, one text file each
lists-seen/     block lists as they were when what they had gained was last judged
approval.key    signs approvals; what was approved cannot be started without it
audit/          the key of the audit trail, its public half, and every signed checkpoint
exports/        exports that people asked for, until they expire
escrow/         mail that was deleted for good, sealed; escrow.key opens it
quarantine/     mail that is held back, sealed; quarantine.key opens it
links.key       signs protected links
identity.key    seals what is kept of people's second factors
mailboxes/      how far mailboxes that are read have been read
raw/            raw mails that are kept, by their SHA-256
logs/           how far logs of mail servers were read, and what waits for its mail
clicks/         clicks that were not handed to the server yet, and what links are judged by
clicks.token    lets the click service in
links.key       signs protected links
spool/          mail that was accepted and is not stored yet
unrecorded.log  which mails passed the milter and could not be recorded, by their queue ids
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clawback.model.errors import UnavailableError


class FolderUnusableError(UnavailableError):
    """The data folder cannot be used."""

    code = "folder_unusable"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A data folder, by the names of what is in it."""

    path: Path

    @property
    def address(self) -> Path:
        return self.path / "http.address"

    @property
    def state(self) -> Path:
        return self.path / "state.sqlite"

    @property
    def events(self) -> Path:
        return self.path / "events.duckdb"

    @property
    def exports(self) -> Path:
        return self.path / "exports"

    @property
    def worker_lock(self) -> Path:
        return self.path / "worker.lock"

    @property
    def lists(self) -> Path:
        return self.path / "lists"

    @property
    def model(self) -> Path:
        """The site model."""
        return self.path / "model" / "site.model"

    @property
    def lists_seen(self) -> Path:
        return self.path / "lists-seen"

    @property
    def mailboxes(self) -> Path:
        return self.path / "mailboxes"

    @property
    def raw(self) -> Path:
        return self.path / "raw"

    @property
    def clicks(self) -> Path:
        """What the click service keeps."""
        return self.path / "clicks"

    @property
    def spool(self) -> Path:
        return self.path / "spool"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def unrecorded(self) -> Path:
        return self.path / "unrecorded.log"

    def prepare(self) -> None:
        """Makes the folder when it is missing, readable by its owner alone.

        Raises:
            FolderUnusableError: it cannot be made or written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.path / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise FolderUnusableError(
                f"The data folder {self.path} cannot be used: {error.strerror}."
            ) from error
