"""The shapes in which the API takes and shows exports."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from clawback.exports.crew import Progress
from clawback.exports.export import Export, State, seconds_left
from clawback.exports.wish import What, Wish
from clawback.filters.span import read_span
from clawback.store.chart import Bucket
from clawback.store.format import Format

_WHEN = "ISO 8601, or told from now: `-7d`."


class NewExport(BaseModel):
    """What is to be exported.

    The filter is one in the words of the `view`: without one, all mail, or all clicks for `clicks`.
    `columns` (of rows and clicks) are names or aliases of fields in their order, none for all.
    `sort` is the order of rows: a field, with a `-` in front from the greatest. `field` is what a
    histogram, a top or groups count by.
    """

    model_config = ConfigDict(extra="forbid")

    what: What = What.ROWS
    filter: str = Field(default="", max_length=100_000)
    view: str = Field(default="", max_length=64)
    since: str | None = Field(default=None, max_length=40, description=_WHEN)
    until: str | None = Field(default=None, max_length=40, description=_WHEN)
    format: Format = Format.CSV
    columns: list[str] = Field(default=[], max_length=500)
    sort: str = Field(default="", max_length=65)
    field: str = Field(default="", max_length=64)
    bucket: Bucket = Bucket.DAY
    limit: int | None = Field(default=None, ge=1, description="Values or groups; none for all.")

    def wish(self, now: datetime) -> Wish:
        """What is meant. Raises `BadSpanError`."""
        span = read_span(self.since or "", self.until or "", now)
        return Wish(
            what=self.what,
            filter=self.filter,
            view=self.view,
            since=span.since,
            until=span.until,
            format=self.format,
            columns=tuple(self.columns),
            sort=self.sort,
            field=self.field,
            bucket=self.bucket,
            limit=self.limit,
        )


class ExportOut(BaseModel):
    """An export as it stands.

    `total` is the exact number of lines, where it is known; `written` how many are, `size` the
    file's bytes so far. `seconds_left` is null where it cannot be told. Only a `done` one can be
    downloaded, until `expires_at`; `reason` says why one failed.
    """

    id: str
    owner_name: str
    what: What
    filter: str
    view: str
    sentence: str
    since: datetime | None
    until: datetime | None
    format: Format
    columns: list[str]
    sort: str
    field: str
    file_name: str
    state: State
    total: int | None
    written: int
    size: int
    seconds_left: float | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None
    sha256: str
    reason: str


class ExportsOut(BaseModel):
    """Exports, newest first; `used` bytes lie on the disk for all of them, of everybody."""

    items: list[ExportOut]
    used: int


def export_out(export: Export, progress: Progress | None) -> ExportOut:
    """An export, and how far it is while it is being written."""
    wish, now = export.wish, progress
    return ExportOut(
        id=export.id,
        owner_name=export.owner_name,
        what=wish.what,
        filter=wish.filter,
        view=wish.seen_in.name,
        sentence=export.sentence,
        since=wish.since,
        until=wish.until,
        format=wish.format,
        columns=list(wish.columns),
        sort=wish.sort,
        field=wish.field,
        file_name=wish.file_name,
        state=export.state,
        total=now.total if now else export.total,
        written=now.written if now else export.written,
        size=now.size if now else export.size,
        seconds_left=seconds_left(now.total, now.written, now.seconds) if now else None,
        created_at=export.created_at,
        started_at=export.started_at,
        ended_at=export.ended_at,
        expires_at=export.expires_at,
        sha256=export.sha256,
        reason=export.reason,
    )
