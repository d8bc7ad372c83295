"""Entries as files that people take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from clawback.audit.kept import KeptEntry
from clawback.model.spreadsheet import harmless, visible

COLUMNS = (
    "id",
    "number",
    "at",
    "actor_id",
    "actor_name",
    "actor_kind",
    "actor_role",
    "person",
    "action",
    "subject",
    "result",
    "details",
)


class Format(StrEnum):
    """What an export of the trail can be."""

    CSV = "csv"
    NDJSON = "ndjson"

    @property
    def media_type(self) -> str:
        return {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}[self.value]


def write(wanted: Format, blocks: Iterable[Sequence[KeptEntry]]) -> Iterator[bytes]:
    """The entries as a file, in pieces. No cell of a CSV file (RFC 4180) can become a formula."""
    if wanted is Format.CSV:
        yield _csv_lines([COLUMNS])
    for block in blocks:
        rows = [plain(entry) for entry in block]
        if wanted is Format.CSV:
            yield _csv_lines([_inert(value) for value in row.values()] for row in rows)
        else:
            yield "".join(f"{json.dumps(row)}\n" for row in rows).encode("ascii")


def plain(entry: KeptEntry) -> dict[str, object]:
    """`COLUMNS` with their values; `number` is the place in the log from 1, once it is sealed."""
    return {
        "id": entry.id,
        "number": None if entry.leaf is None else entry.leaf + 1,
        "at": moment_text(entry.moment),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "actor_kind": entry.actor_kind,
        "actor_role": entry.actor_role,
        "person": entry.person,
        "action": entry.action,
        "subject": entry.subject,
        "result": entry.result,
        "details": entry.facts,
    }


def moment_text(moment: datetime) -> str:
    """ISO 8601 in UTC, to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _csv_lines(lines: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(lines)
    return text.getvalue().encode("utf-8", "replace")


def _inert(value: object) -> object:
    if isinstance(value, dict):
        value = json.dumps(value)
    return harmless(visible(value)) if isinstance(value, str) else value
