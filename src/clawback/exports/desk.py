"""Where people ask for exports, look after them and take them away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from clawback.audit.action import AuditAction
from clawback.audit.content_searches import ContentSearches
from clawback.audit.entry import Detail
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.exports import records
from clawback.exports.content import understood
from clawback.exports.export import Export, State, owner_of
from clawback.exports.folder import ExportFolder
from clawback.exports.wish import What, Wish
from clawback.filters.click_fields import CLICKS
from clawback.filters.describe import describe
from clawback.filters.errors import pointing_into
from clawback.filters.lists import Lists, resolve
from clawback.filters.parse import parse
from clawback.filters.scoping import within
from clawback.filters.tree import Everything, Filter, both
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import ConflictError, ForbiddenError, NotFoundError
from clawback.model.identifier import new_id
from clawback.model.tags import Tags
from clawback.model.version import Version
from clawback.store.port import ClickQuery, Query

MOST_UNFINISHED = 20
_LONGEST = 500  # characters of what was asked, in the audit trail


class UnknownExportError(NotFoundError):
    """There is no such export of yours."""

    code = "unknown_export"


class ExportNotReadyError(ConflictError):
    """The export has no file: it is not done."""

    code = "export_not_ready"


class TooManyExportsError(ConflictError):
    """You have too many exports under way. Wait for one, or cancel one."""

    code = "too_many_exports"


class ScopeChangedError(ForbiddenError):
    """You may see other mail than when you asked for this export. Ask for it again."""

    code = "scope_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the room stands on; `node` is the server whose folder holds the files."""

    database: Database
    trail: Trail
    clock: Clock
    lists: Lists
    tags: Tags
    folder: ExportFolder
    node: str
    keep: timedelta

    def question(self, export: Export) -> Query | ClickQuery:
        """The question of an export, as of when it was asked. Raises `FilterError`."""
        wish, view = export.wish, export.wish.seen_in
        own = parse(wish.filter, view.about)
        kind = ClickQuery if view.about is CLICKS else Query
        asked = kind(
            filter=within(both(view.filter, own), export.scope, self.tags),
            now=export.created_at,
            since=wish.since,
            until=wish.until,
            lists=resolve(own, self.lists),
            tags=self.tags,
        )
        if wish.what is not What.CLICKS or isinstance(asked, ClickQuery):
            return asked
        everything = within(Everything(), export.scope, self.tags)
        return ClickQuery(filter=everything, now=asked.now, tags=self.tags, of=asked)


class ExportDesk:
    """Everything about exports but the writing. Safe on many threads.

    `wake` is called when there is one to write, `stop` with the id of one that must not go on.
    """

    def __init__(
        self, ground: Ground, *, wake: Callable[[], None], stop: Callable[[str], None]
    ) -> None:
        self._ground = ground
        self._searches = ContentSearches(ground.trail)
        self._wake = wake
        self._stop = stop

    def ask(self, actor: Actor, wish: Wish) -> Export:
        """Writes down what somebody wants; it is written as soon as there is a hand free.

        Raises:
            BadExportError, UnknownFieldError: the wish makes no sense.
            FilterError: the filter does not.
            TooManyExportsError: they have too many under way.
        """
        ground, asked = self._ground, self._new(actor, wish, "export_create")
        with pointing_into(wish.filter):
            ground.question(asked)
        with ground.database.write() as connection:
            every = records.unfinished(connection, ground.node)
            if sum(one.owner == asked.owner for one in every) >= MOST_UNFINISHED:
                raise TooManyExportsError
            records.add(connection, ground.node, asked)
            self._note(connection, actor, AuditAction.EXPORT_START, asked)
        self._wake()
        return asked

    def hand_over(self, actor: Actor, wish: Wish) -> tuple[Export, Query | ClickQuery]:
        """An export that is given out at once and not kept, and its question; leaves an entry.

        Raises as `ask` does for what makes no sense.
        """
        export = self._new(actor, wish, "export_stream")
        with pointing_into(wish.filter):
            question = self._ground.question(export)
        self._ground.trail.record_alone(
            actor, AuditAction.DELIVERY_EXPORT, "operation:export_stream", details=_details(wish)
        )
        return export, question

    def own(self, actor: Actor, *, limit: int, offset: int) -> list[Export]:
        """Theirs, newest first."""
        with self._ground.database.read() as connection:
            return records.page(
                connection, self._ground.node, owner=owner_of(actor), limit=limit, offset=offset
            )

    def everybody(self, *, limit: int, offset: int) -> list[Export]:
        """Everybody's, newest first; for who looks after the server."""
        with self._ground.database.read() as connection:
            return records.page(
                connection, self._ground.node, owner=None, limit=limit, offset=offset
            )

    def versions(self) -> list[Version]:
        """How the newest of everybody stand, each with its owner, for those who watch."""
        with self._ground.database.read() as connection:
            return records.versions(connection, self._ground.node)

    def find(self, actor: Actor, export_id: str) -> Export:
        """One of theirs. Raises `UnknownExportError`, for others' too."""
        with self._ground.database.read() as connection:
            return self._mine(connection, actor, export_id)

    def cancel(self, actor: Actor, export_id: str) -> Export:
        """Stops it; nothing is left on the disk. One that is over stays as it is.

        Raises:
            UnknownExportError: there is none of theirs.
        """
        ground = self._ground
        with ground.database.write() as connection:
            export = self._mine(connection, actor, export_id)
            if export.state.over:
                return export
            ended = export.ended(State.CANCELLED, ground.clock.now(), ground.keep)
            records.change(connection, ended, was=export.state)
            self._note(connection, actor, AuditAction.EXPORT_CANCEL, export)
        self._stop(export_id)
        return ended

    def delete(self, actor: Actor, export_id: str) -> None:
        """Forgets it, and its file, whatever state it is in. Raises `UnknownExportError`."""
        with self._ground.database.write() as connection:
            export = self._mine(connection, actor, export_id)
            records.remove(connection, export_id)
            self._note(connection, actor, AuditAction.EXPORT_DELETE, export)
        self._stop(export_id)
        self._ground.folder.remove(export.file)

    def take(self, actor: Actor, export_id: str, part: str) -> tuple[Export, Path]:
        """The file, for its owner; leaves an entry first. `part` says which bytes are wanted.

        Raises:
            UnknownExportError: there is none of theirs, or its file is gone.
            ExportNotReadyError: it is not done.
            ScopeChangedError: they may no longer see all that is in it.
        """
        export = self.find(actor, export_id)
        if export.state is not State.DONE:
            raise ExportNotReadyError(f"The export is {export.state.value}: it has no file.")
        if not actor.scope.includes(export.scope):
            raise ScopeChangedError
        path = self._ground.folder.file(export.file)
        if not path.is_file():
            raise UnknownExportError("The file of this export is gone. Ask for it again.")
        details = {"file": export.wish.file_name, "bytes": part or "all"}
        self._ground.trail.record_alone(
            actor, AuditAction.EXPORT_DOWNLOAD, f"export:{export.id}", details=details
        )
        return export, path

    def sweep(self) -> int:
        """Forgets what was kept long enough; gives how many."""
        ground = self._ground
        with ground.database.read() as connection:
            over = records.expired(connection, ground.node, ground.clock.now())
        for export in over:
            ground.folder.remove(export.file)
            with ground.database.write() as connection:
                records.remove(connection, export.id)
        return len(over)

    def _new(self, actor: Actor, wish: Wish, operation: str) -> Export:
        wish = understood(wish)
        view = wish.seen_in
        own = parse(wish.filter, view.about)
        tree = self._searches.permitted(actor, own, f"operation:{operation}")
        now = self._ground.clock.now()
        return Export(
            id=new_id("E", now),
            owner=owner_of(actor),
            owner_name=actor.name,
            scope=actor.scope,
            wish=wish,
            sentence=_sentence(wish, both(view.filter, tree)),
            created_at=now,
        )

    def _mine(self, connection: Connection, actor: Actor, export_id: str) -> Export:
        found = records.find(connection, self._ground.node, export_id)
        if found is None or found.owner != owner_of(actor):
            raise UnknownExportError
        return found

    def _note(
        self, connection: Connection, actor: Actor, action: AuditAction, export: Export
    ) -> None:
        subject, details = f"export:{export.id}", _details(export.wish)
        self._ground.trail.record(connection, actor, action, subject, details=details)


def _sentence(wish: Wish, tree: Filter) -> str:
    said = describe(tree, wish.seen_in.about)
    if wish.about is wish.seen_in.about:
        return said
    return f"Clicks on the links of {said[:1].lower()}{said[1:]}"


def _details(wish: Wish) -> dict[str, Detail]:
    return {
        "what": wish.what.value,
        "filter": wish.filter[:_LONGEST],
        "view": wish.view,
        "format": wish.format.value,
        "columns": ",".join(wish.columns)[:_LONGEST],
        "sort": wish.sort,
        "field": wish.field,
        "since": "" if wish.since is None else wish.since.isoformat(),
        "until": "" if wish.until is None else wish.until.isoformat(),
    }
