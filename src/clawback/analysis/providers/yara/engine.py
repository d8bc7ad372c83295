"""YARA-X as an engine of the provider port."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from time import monotonic

from clawback.analysis.frames import FrameError, block, take_answer
from clawback.analysis.providers.edition import edition_of
from clawback.analysis.providers.port import (
    GarbledError,
    SilentError,
    Transport,
    UnreachableError,
)
from clawback.analysis.providers.said import said
from clawback.analysis.providers.settings import YaraSettings
from clawback.analysis.providers.yara.answers import Answer, findings_of
from clawback.model.codec import CodecError, from_json
from clawback.model.verdict import Finding

ENGINE = "yara"
_PROGRAM = (sys.executable, "-P", "-m", "clawback.analysis.providers.yara.child")
_SOURCE = str(Path(__file__).parents[4])  # where the package lies, installed or not
_KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT")  # no secrets for a child
_PIECE = 1 << 20
_START_SECONDS = 60.0  # many rules take long to compile
_GRACE_SECONDS = 1.0  # it ends a scan by itself first
_END_SECONDS = 2.0


class Yara:
    """A folder of rules. Processes that wait are asked again, each by one thread at a time."""

    engine = ENGINE

    def __init__(self, settings: YaraSettings, program: Sequence[str] = _PROGRAM) -> None:
        self.name = settings.called
        self._settings = settings
        self._command = [*program, str(settings.rules), str(settings.seconds)]
        self._turn = Lock()
        self._idle: list[_Child] = []
        self._troubles: tuple[str, ...] = ()

    def judge(self, raw: bytes, transport: Transport) -> tuple[Finding, ...]:
        """As the port says; how a mail came is nothing to rules."""
        del transport
        told = self._ask(raw)
        _require_rules(told)
        if told.late and not told.matches:
            raise SilentError(f"Its rules took longer than {self._settings.seconds:g} s.")
        return findings_of(told.matches, ENGINE)

    def greet(self) -> str:
        """Its version, and how many rules it has."""
        told = self._ask(b"")
        _require_rules(told)
        return f"YARA-X {version('yara-x')} with {told.rules:,} rules"

    def edition(self) -> str:
        """Its version, and what lies in the folder of rules."""
        return edition_of(self.greet(), self._settings.rules)

    def trouble(self) -> str:
        """Which rule files it could not use, as it was at its last answer."""
        return " ".join(self._troubles)

    def close(self) -> None:
        """Ends the processes that wait; one that is asked ends after its answer."""
        with self._turn:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _ask(self, raw: bytes) -> Answer:
        with self._turn:
            child = self._idle.pop() if self._idle else None
        child = child or self._start()
        try:
            told = child.ask(raw, self._settings.seconds + _GRACE_SECONDS)
        except BaseException:
            child.kill()
            raise
        with self._turn:
            self._idle.append(child)
            self._troubles = tuple(map(said, told.troubles))
        return told

    def _start(self) -> _Child:
        """A process that has compiled the rules."""
        try:
            version("yara-x")
        except PackageNotFoundError:
            raise UnreachableError(
                "YARA-X is not installed: pip install 'clawback[yara]'."
            ) from None
        child = _Child(self._command)
        try:
            child.ask(b"", _START_SECONDS)
        except BaseException:
            child.kill()
            raise
        return child


def _require_rules(told: Answer) -> None:
    if not told.rules:
        raise UnreachableError(" ".join(["It has no rule that can be used.", *told.troubles]))


class _Child:
    """One process, asked by one thread at a time."""

    def __init__(self, command: Sequence[str]) -> None:
        kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, "PYTHONPATH": _SOURCE, "PYTHONDONTWRITEBYTECODE": "1"},
                bufsize=0,
            )
        except OSError as error:
            raise UnreachableError("No process for it could be started.") from error
        self._input, self._output = self._process.stdin, self._process.stdout

    def ask(self, raw: bytes, seconds: float) -> Answer:
        """Its answer within `seconds`; whoever gets an error instead kills it."""
        until = monotonic() + seconds
        try:
            self._send(block([raw]), until)
            return from_json(Answer, self._receive(until))
        except (OSError, FrameError, CodecError) as error:
            raise GarbledError("Its process ended, or answered what is no answer.") from error

    def end(self) -> None:
        """Lets it end by itself, and sees that it does."""
        self._close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self._close()
        self._process.wait()

    def _close(self) -> None:
        for pipe in (self._input, self._output):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _send(self, data: bytes, until: float) -> None:
        if self._input is None:  # it is asked for above
            raise OSError
        os.set_blocking(self._input.fileno(), False)
        rest = memoryview(data)
        while rest:
            left = max(0.0, until - monotonic())
            if not select.select([], [self._input], [], left)[1]:
                raise SilentError("It did not take the mail in time.")
            rest = rest[os.write(self._input.fileno(), rest[:_PIECE]) :]

    def _receive(self, until: float) -> bytes:
        if self._output is None:
            raise OSError
        buffer = bytearray()
        while (data := take_answer(buffer)) is None:
            left = max(0.0, until - monotonic())
            if not select.select([self._output], [], [], left)[0]:
                raise SilentError("It did not answer in time, and was ended.")
            piece = os.read(self._output.fileno(), _PIECE)
            if not piece:
                raise OSError("its output ended")
            buffer += piece
        return data
