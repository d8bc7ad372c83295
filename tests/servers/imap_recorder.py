"""An IMAP server that obeys a script and writes down every command it is sent.

It reads as RFC 9051 §2.2 says a server must: lines, and literals of announced length. So a value
that smuggles in a line break shows as one command too many.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from clawback.mailboxes.settings import ImapSettings

_LITERAL = re.compile(rb"\{(\d+)\}\r\n\Z")
Script = Callable[[bytes], bytes]  # a command without its tag, to what comes before the tagged OK


@dataclass(slots=True)
class Recorder:
    """A listening server; `commands` are those received, without tags, literals included."""

    port: int
    commands: list[bytes] = field(default_factory=list)
    tags: list[bytes] = field(default_factory=list)
    greeting: bytes = b"* OK ready\r\n"
    refuse: bytes = b""  # a word; commands that hold it get NO


def settings_for(port: int, **changes) -> ImapSettings:
    """How to sign in at a recorder."""
    usual = {
        "name": "imitation",
        "domains": ["*"],
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "master_user": "clawback",
        "master_password": "secret",
    }
    return ImapSettings.model_validate(usual | changes)


@contextmanager
def recorder(script: Script = lambda _command: b"", **changes) -> Iterator[Recorder]:
    """A recorder on a free loopback port, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        state = Recorder(port=listener.getsockname()[1], **changes)
        thread = threading.Thread(target=_accept, args=(listener, state, script), daemon=True)
        thread.start()
        yield state
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def _accept(listener: socket.socket, state: Recorder, script: Script) -> None:
    with suppress(OSError):
        while True:
            end, _ = listener.accept()
            threading.Thread(target=_greet, args=(end, state, script), daemon=True).start()


def _greet(end: socket.socket, state: Recorder, script: Script) -> None:
    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with end, end.makefile("rb") as lines, suppress(OSError):
        end.sendall(state.greeting)
        _serve(end, lines, state, script)


def _serve(end, lines, state: Recorder, script: Script) -> None:
    while line := lines.readline():
        whole = line
        while found := _LITERAL.search(line):
            end.sendall(b"+ go ahead\r\n")
            literal, line = lines.read(int(found[1])), lines.readline()
            whole += literal + line
        tag, _, command = whole.rstrip(b"\r\n").partition(b" ")
        state.tags.append(tag)
        state.commands.append(command)
        verdict = b"NO refused" if state.refuse and state.refuse in command else b"OK done"
        end.sendall(script(command) + tag + b" " + verdict + b"\r\n")
        if command == b"LOGOUT":
            return
