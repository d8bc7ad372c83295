"""Entries as files that people take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from importlib.metadata import version

from clawback.audit.kept import KeptEntry
from clawback.audit.ocsf import events_of
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
    """What an export of the trail can be; OCSF is what SIEMs read."""

    CSV = "csv"
    NDJSON = "ndjson"
    OCSF = "ocsf"

    @property
    def media_type(self) -> str:
        return "text/csv; charset=utf-8" if self is Format.CSV else "application/x-ndjson"

    @property
    def file_name(self) -> str:
        return "audit.ocsf.ndjson" if self is Format.OCSF else f"audit.{self.value}"


def write(wanted: Format, blocks: Iterable[Sequence[KeptEntry]], *, origin: str) -> Iterator[bytes]:
    """The entries as a file, in pieces; `origin` is the log's name in OCSF events.

    No cell of a CSV file (RFC 4180) can become a formula. An event names the place of its entry in
    the log, so an entry that is not sealed yet has none.
    """
    if wanted is Format.CSV:
        yield _csv_lines([COLUMNS])
    lines: dict[Format, Callable[[Sequence[KeptEntry]], bytes]] = {
        Format.CSV: _csv,
        Format.NDJSON: _ndjson,
        Format.OCSF: partial(_ocsf, origin=origin),
    }
    yield from map(lines[wanted], blocks)


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


def _csv(block: Sequence[KeptEntry]) -> bytes:
    return _csv_lines([_inert(value) for value in plain(entry).values()] for entry in block)


def _ndjson(block: Sequence[KeptEntry]) -> bytes:
    return _json_lines(plain(entry) for entry in block)


def _ocsf(block: Sequence[KeptEntry], *, origin: str) -> bytes:
    ours = version("clawback")
    sealed = (entry for entry in block if entry.leaf is not None)
    return _json_lines(
        event for entry in sealed for event in events_of(entry, origin=origin, version=ours)
    )


def _json_lines(rows: Iterable[object]) -> bytes:
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode("ascii")


def _csv_lines(lines: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(lines)
    return text.getvalue().encode("utf-8", "replace")


def _inert(value: object) -> object:
    if isinstance(value, dict):
        value = json.dumps(value)
    return harmless(visible(value)) if isinstance(value, str) else value
