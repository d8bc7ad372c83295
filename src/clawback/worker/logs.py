"""Logs: one JSON object a line on standard output, without secrets, paths or content."""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_TOKEN = re.compile(r"cb_[a-z2-7]{8}[a-z2-7]+")
_SECRET_KEYS = frozenset(
    {"authorization", "body", "password", "path", "raw", "secret", "subject", "text", "token"}
)
_REMOVED = "[removed]"


def configure_logs(*, level: int = logging.INFO, to: TextIO | None = None) -> None:
    """Sends the logs of every part, and of the libraries, to one place in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(to or sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                name_error,
                redact,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def tell_crashes() -> None:
    """A crash in native code leaves on standard error which lines of code were running.

    It names files of the program, unlike our own lines, and no values: nothing else is left to
    tell what happened.
    """
    faulthandler.enable(sys.stderr)


def name_error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Puts the kind of an error and the lines it passed in place of its traceback.

    The message of an error may quote the mail that caused it, and a traceback names folders of the
    machine; where in our own code it happened is what helps.
    """
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = list(_frames(error.__traceback__))[-6:]
    return event


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Takes out what must not be in a log: values by their key, and anything like a token."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: object) -> object:
    if key.lower() in _SECRET_KEYS:
        return _REMOVED
    return _TOKEN.sub(_REMOVED, value) if isinstance(value, str) else value


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    for frame, line in walk_tb(traceback):
        name = frame.f_globals.get("__name__", Path(frame.f_code.co_filename).stem)
        yield f"{name}.{frame.f_code.co_name}:{line}"
