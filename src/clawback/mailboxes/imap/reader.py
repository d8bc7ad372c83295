"""Cuts what a server sends into responses (RFC 9051 §4.3, §7): lines with their literals."""

from __future__ import annotations

import re
import select
import socket
import ssl
from io import BufferedReader

from clawback.mailboxes.imap.responses import Response

_LINE_LIMIT = 16 * 1024 * 1024  # a SEARCH may answer with every UID of a folder on one line
_LITERAL_LIMIT = 512 * 1024 * 1024
_LITERAL_END = re.compile(rb"\{\d{1,18}\}\r\n\Z")
_LITERAL_END_LENGTH = 24
_SPEECH = re.compile(rb"\* (?:OK|NO|BAD|BYE|PREAUTH)\b", re.IGNORECASE)
_PLAIN_DATA = re.compile(rb"(?:\* \d+ (?:FETCH|EXPUNGE)[^\r\n{]*\r\n)+")
_CHUNK = 1 << 16


class WireError(Exception):
    """What came is no IMAP, or nothing came any more."""


class ResponseReader:
    """Reads one socket. `OSError` and `WireError` end its use."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._stream = BufferedReader(socket.SocketIO(end, "r"), _CHUNK)

    def line(self) -> bytes:
        """One line with its end."""
        line = self._stream.readline(_LINE_LIMIT)
        if line[-1:] == b"\n":
            return line
        raise WireError("a line has no end" if line else "it closed the connection")

    def response(self) -> Response:
        """One response: a line, and where it holds literals, these and the lines between them."""
        line = self.line()
        # Thousands of FETCH responses come through here; only a line of data can hold a literal.
        if line[-3:] != b"}\r\n" or not _announces_literal(line):
            return (line,)
        literal = self._literal(line)
        tail = self.line()
        if tail == b")\r\n":
            return (line, literal, tail)
        fragments = [line, literal, tail]
        while _LITERAL_END.search(tail):
            literal = self._literal(tail)
            tail = self.line()
            fragments += (literal, tail)
        return tuple(fragments)

    def plain_data(self) -> list[Response]:
        """Lines of data about single mails, as many as have come; waits where nothing has."""
        # Thousands of FETCH responses come through here.
        found = _PLAIN_DATA.match(self._stream.peek(0))
        if found is None:
            return []
        # These lines hold no line break but their end, so that no more care is needed.
        return list(zip(self._stream.read(found.end()).splitlines(keepends=True), strict=True))

    def waiting(self) -> bool:
        """Whether something has come that nobody asked for; the socket must not block."""
        return bool(self._stream.peek(1))

    def ready(self, seconds: float) -> bool:
        """Whether there is something to read, now or within so many seconds; an end counts too."""
        if self._has_come():
            return True
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        return bool(poll.poll(seconds * 1000)) and self._has_come() is not False

    def _has_come(self) -> bool | None:
        """Whether something has; `None` where that is nothing or the end, as far as can be told."""
        usual = self._end.gettimeout()
        self._end.setblocking(False)
        try:
            return bool(self._stream.peek(1)) or None
        except ssl.SSLWantReadError:  # TLS speaks to itself
            return False
        finally:
            self._end.settimeout(usual)

    def close(self) -> None:
        """Lets the socket go."""
        self._stream.close()

    def _literal(self, line: bytes) -> bytes:
        """The bytes that a line's end announces."""
        size = int(line[line.rindex(b"{") + 1 : -3])
        if size > _LITERAL_LIMIT:
            raise WireError("it sends more than we take")
        data = self._stream.read(size)
        if len(data) != size:
            raise WireError("it closed the connection in the middle of a message")
        return data


def _announces_literal(line: bytes) -> bool:
    """Only data does: what a server says in words may end in any way (RFC 9051 §7.1)."""
    ends = _LITERAL_END.search(line, len(line) - _LITERAL_END_LENGTH)
    return bool(ends) and line[:2] == b"* " and not _SPEECH.match(line)
