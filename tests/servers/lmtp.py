"""An LMTP client that reads every reply (RFC 2033); the standard library's reads only one."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Self


class LmtpClient:
    """One session; each mail is a transaction of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=60)
        self._reader = self._socket.makefile("rb")
        self._expect(b"220")
        self._command(b"LHLO stories.example.org", b"250")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()
        self._socket.close()

    def send(self, sender: str, recipients: Sequence[str], raw: bytes) -> list[bytes]:
        """Delivers one mail; the reply for each recipient, in order."""
        self._command(b"MAIL FROM:<" + sender.encode() + b">", b"250")
        for recipient in recipients:
            self._command(b"RCPT TO:<" + recipient.encode() + b">", b"250")
        self._command(b"DATA", b"354")
        self._socket.sendall(_stuffed(raw) + b".\r\n")
        return [self._reply() for _ in recipients]

    def _command(self, line: bytes, code: bytes) -> None:
        self._socket.sendall(line + b"\r\n")
        self._expect(code)

    def _expect(self, code: bytes) -> None:
        reply = self._reply()
        if not reply.startswith(code):
            raise RuntimeError(f"LMTP: {reply!r} instead of {code!r}")

    def _reply(self) -> bytes:
        """The last line of a reply, which may have several (RFC 5321 §4.2.1)."""
        while True:
            line: bytes = self._reader.readline()
            if not line:
                raise RuntimeError("LMTP: the server closed the connection.")
            if line[3:4] != b"-":
                return line.rstrip()


def _stuffed(raw: bytes) -> bytes:
    """Lines ended by CRLF, a leading dot doubled (RFC 5321 §4.5.2)."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
    return b"".join(b"." * line.startswith(b".") + line + b"\r\n" for line in lines)
