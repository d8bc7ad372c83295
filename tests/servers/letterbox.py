"""A server that takes mail by SMTP or LMTP, keeps it, and answers what a test wants it to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mail and its envelope, as it came over the wire but for the doubled dots."""

    mail_from: bytes
    rcpt_to: tuple[bytes, ...]
    raw: bytes


@dataclass(slots=True)
class Letterbox:
    """`answers` are by verb, in lower case, `.` for the end of a mail; an empty one hangs up.

    Those of `to` are for recipients, by address. `said` are all commands that came.
    With `one_each` a session ends after one mail.
    """

    port: int
    answers: dict[str, bytes] = field(default_factory=dict)
    to: dict[bytes, bytes] = field(default_factory=dict)
    mails: list[Kept] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    sessions: int = 0
    one_each: bool = False
    extensions: tuple[bytes, ...] = (b"8BITMIME", b"SMTPUTF8")

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Self]:
        """Opens it on a free port, and closes it after the block."""
        with _Server(("127.0.0.1", 0), _Session) as server:
            server.box = cls(server.server_address[1])
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield server.box
            finally:
                server.shutdown()
                thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    box: Letterbox


class _Session(socketserver.StreamRequestHandler):
    server: _Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        box = self.server.box
        box.sessions += 1
        self._sender, self._recipients = b"", list[bytes]()
        self._each = False
        self.wfile.write(box.answers.get("", b"220 letterbox") + b"\r\n")
        while line := self.rfile.readline():
            box.said.append(line.rstrip())
            verb = line[:4].decode("ascii", "replace").strip().lower()
            self._each = self._each or verb == "lhlo"  # an answer for each (RFC 2033 §4.2)
            if not (self._rcpt(line) if verb == "rcpt" else self._answer(verb)) or verb == "quit":
                return
            if verb == "mail":
                self._sender, self._recipients = line[10:].rstrip(), []
            if verb == "data" and "data" not in box.answers and not self._keep(self._content()):
                return

    def _rcpt(self, line: bytes) -> bool:
        if refusal := self.server.box.to.get(line[9:].partition(b">")[0]):
            self.wfile.write(refusal + b"\r\n")
            return True
        self._recipients.append(line[8:].rstrip())
        return self._answer("rcpt")

    def _keep(self, raw: bytes) -> bool:
        """Whether the session goes on after this mail."""
        box, to = self.server.box, tuple(self._recipients)
        if "." not in box.answers:
            box.mails.append(Kept(mail_from=self._sender, rcpt_to=to, raw=raw))
        answered = [self._answer(".") for _ in (to if self._each else (b"",))]
        return all(answered) and not box.one_each

    def _answer(self, verb: str) -> bool:
        box = self.server.box
        usual = {"data": b"354 go on", "ehlo": b"250-letterbox", "lhlo": b"250-letterbox"}
        answer = box.answers.get(verb, usual.get(verb, b"250 ok"))
        if not answer:
            return False
        lines = [answer]
        if answer == b"250-letterbox":
            lines += [*(b"250-" + one for one in box.extensions), b"250 PIPELINING"]
        self.wfile.write(b"".join(one + b"\r\n" for one in lines))
        return True

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b".") else line)
        return b"".join(lines)
