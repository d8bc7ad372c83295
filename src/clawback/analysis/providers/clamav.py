"""ClamAV's daemon: `INSTREAM` (clamd(8)), which unpacks mail and archives by itself."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from clawback.analysis.providers.edition import edition_of
from clawback.analysis.providers.line import exchange
from clawback.analysis.providers.port import DeclinedError, GarbledError, Transport
from clawback.analysis.providers.said import said
from clawback.analysis.providers.settings import ClamavSettings
from clawback.analysis.verdicts.symbols import clamav_meaning
from clawback.model.verdict import Finding

ENGINE = "clamav"
_PIECE = 1 << 20
_MOST = 1 << 12  # bytes; an answer is one short line
_FOUND = re.compile(r"stream: (\S.{0,255}?)(?:\([0-9a-f]{32}:\d+\))? FOUND")
_ERROR = re.compile(r"(?:stream: )?(.{0,255}?)\.? ERROR")
_OURS = ".UNOFFICIAL"  # what ClamAV puts behind names that are not of its own database


class Clamav:
    """One clamd."""

    engine = ENGINE

    def __init__(self, settings: ClamavSettings) -> None:
        self.name = settings.called
        self._settings = settings

    def judge(self, raw: bytes, transport: Transport) -> tuple[Finding, ...]:
        """As the port says; how a mail came is nothing to ClamAV."""
        del transport
        return (read_answer(self._ask(_stream(raw))),)

    def greet(self) -> str:
        """Its version, and that of its database."""
        return _line(self._ask(iter([b"zVERSION\0"])))

    def edition(self) -> str:
        """Its version and that of its database, and what lies in the folder of signatures."""
        return edition_of(self.greet(), self._settings.data)

    def _ask(self, request: Iterator[bytes]) -> bytes:
        told = self._settings
        return exchange(told.where, request, seconds=told.seconds, most=_MOST)


def read_answer(answer: bytes) -> Finding:
    """What one answer to `INSTREAM` says.

    Raises:
        DeclinedError: clamd says that it could not scan this mail.
        GarbledError: it is no answer, or not a whole one.
    """
    line = _line(answer)
    if line == "stream: OK":
        return Finding(provider=ENGINE)
    if found := _FOUND.fullmatch(line):
        return _finding(found[1])
    if refused := _ERROR.fullmatch(line):
        raise DeclinedError(f"It did not scan this mail: {refused[1]}.")
    raise GarbledError("Its answer is none of clamd's. Is it ClamAV that listens there?")


def _finding(signature: str) -> Finding:
    meaning = clamav_meaning(signature.removesuffix(_OURS))
    malware = meaning.threat is not None and meaning.threat.value == "malware"
    return Finding(
        provider=ENGINE,
        threat=meaning.threat,
        technology=meaning.technology,
        confidence=meaning.confidence,
        malware_family=signature.removesuffix(_OURS) if malware else "",
        evidence=(signature,),
    )


def _stream(raw: bytes) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for start in range(0, len(raw), _PIECE):
        piece = raw[start : start + _PIECE]
        yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)


def _line(answer: bytes) -> str:
    """The one line of an answer; it ends as the command did, with a NUL."""
    text, end, rest = answer.partition(b"\0")
    if not end or rest:
        raise GarbledError("Its answer is not whole." if text else "It closed without an answer.")
    return said(text.decode("utf-8", "replace"))
