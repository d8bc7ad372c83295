"""Entries as syslog messages (RFC 5424), with the length in front (RFC 6587 section 3.4.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from clawback.audit.entry import Result
from clawback.audit.kept import KeptEntry
from clawback.audit.note import read_note
from clawback.audit.ocsf import events_of

_LOG_AUDIT = 13  # facility (RFC 5424 section 6.2.1)
_NOTICE, _WARNING = 5, 4
_APP = "clawback"
# Private enterprise number 32473 is the one for examples and documentation (RFC 5612).
_SD_ID = "audit@32473"
_BOM = "\ufeff"  # says that the text is UTF-8 (section 6.4)
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "]": r"\]"})  # section 6.3.3

Write = Callable[[KeptEntry], list[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Syslog:
    """Writes the messages of one log. `host` is this machine's name, `version` Clawback's own."""

    origin: str
    host: str
    version: str

    def text(self, entry: KeptEntry) -> list[bytes]:
        """One message with structured data, and a sentence for people."""
        parameters: Mapping[str, object] = {
            "number": (entry.leaf or 0) + 1,
            "id": entry.id,
            "origin": self.origin,
            "actor": entry.actor_id,
            "actorName": entry.actor_name,
            "actorKind": entry.actor_kind,
            "role": entry.actor_role,
            "person": entry.person,
            "action": entry.action,
            "subject": entry.subject,
            "result": entry.result,
            "details": entry.details,
        }
        said = f"{entry.actor_name} {entry.action} {entry.subject} {entry.result}"
        return [self._entry(entry, _data(parameters), _BOM + _one_line(said))]

    def ocsf(self, entry: KeptEntry) -> list[bytes]:
        """A message of JSON for each OCSF event of the entry."""
        events = events_of(entry, origin=self.origin, version=self.version)
        return [
            self._entry(entry, "-", json.dumps(event, separators=(",", ":"))) for event in events
        ]

    def checkpoint(self, note: str) -> bytes:
        """A signed checkpoint; the note is the JSON text in `checkpoint`."""
        body = json.dumps({"checkpoint": note}, separators=(",", ":"))
        return self._message(_NOTICE, read_note(note).checkpoint.at, "checkpoint", "-", body)

    def _entry(self, entry: KeptEntry, data: str, body: str) -> bytes:
        severity = _NOTICE if entry.result == Result.DONE else _WARNING
        return self._message(severity, entry.moment, "entry", data, body)

    def _message(self, severity: int, at: datetime, kind: str, data: str, body: str) -> bytes:
        time = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
        head = f"<{_LOG_AUDIT * 8 + severity}>1 {time}Z {self.host} {_APP} - {kind}"
        return f"{head} {data} {body}".encode("utf-8", "replace")


def framed(message: bytes) -> bytes:
    """Octet counting: the length in decimal digits, a blank, the message."""
    return b"%d %b" % (len(message), message)


def host_name(name: str) -> str:
    """A machine's name as the header may hold it (section 6): printable ASCII, 255 at most."""
    return "".join(each for each in name if "!" <= each <= "~")[:255] or "-"


def _data(parameters: Mapping[str, object]) -> str:
    said = " ".join(
        f'{name}="{_one_line(str(value)).translate(_ESCAPES)}"'
        for name, value in parameters.items()
    )
    return f"[{_SD_ID} {said}]"


def _one_line(text: str) -> str:
    """Receivers that split at line ends must not be led to see a second message."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)
