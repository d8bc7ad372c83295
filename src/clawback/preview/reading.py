"""Reading one mail in a process of its own, which is killed when it does not come back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from clawback.model.codec import CodecError, from_json
from clawback.model.errors import NotFoundError
from clawback.preview.child import MISSING
from clawback.preview.shown import Shown, headers_of

_PROGRAM = (sys.executable, "-P", "-m", "clawback.preview.child")
_SECONDS = 8.0
_AT_ONCE = 2
_UNREADABLE = "all"
_SOURCE = str(Path(__file__).parents[2])  # where the package lies, installed or not
_KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT")  # no secrets for a child


class AttachmentMissingError(NotFoundError):
    """The mail has no attachment with this number, or it cannot be taken out safely."""

    code = "attachment_missing"


class Reader:
    """Reads mails for people, at most two at once. Safe to call from several threads."""

    def __init__(self) -> None:
        self._slots = threading.Semaphore(_AT_ONCE)

    def shown(self, raw: bytes) -> Shown:
        """What can be shown: of a mail that kills its reader, the header alone."""
        done = self._run("shown", raw)
        if done is not None and done.returncode == 0:
            try:
                return from_json(Shown, done.stdout.decode("utf-8", "surrogatepass"))
            except (CodecError, UnicodeDecodeError):
                pass
        return Shown(
            headers=headers_of(raw),
            text="",
            html="",
            links=(),
            attachments=(),
            cut=(_UNREADABLE,),
        )

    def attachment(self, raw: bytes, number: int) -> tuple[str, bytes]:
        """Name and content of an attachment, counted from 0.

        Raises:
            AttachmentMissingError: there is no such one, or reading it kills its reader.
        """
        done = self._run(str(number), raw)
        if done is None or done.returncode == MISSING or done.returncode != 0:
            raise AttachmentMissingError
        name, _, content = done.stdout.partition(b"\n")
        return str(json.loads(name)), content

    def _run(self, wanted: str, raw: bytes) -> subprocess.CompletedProcess[bytes] | None:
        """`None` when it took too long."""
        kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        with self._slots:
            try:
                return subprocess.run(  # noqa: S603 - our own interpreter and module
                    [*_PROGRAM, wanted],
                    input=raw,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    timeout=_SECONDS,
                    check=False,
                    env={**kept, "PYTHONPATH": _SOURCE, "PYTHONDONTWRITEBYTECODE": "1"},
                )
            except subprocess.TimeoutExpired:
                return None
