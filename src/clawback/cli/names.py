"""Files of ids that name deliveries, for `--ids` and `--exclude`."""

from __future__ import annotations

import sys
from pathlib import Path

from clawback.cli.failure import UsageError
from clawback.client.shapes import Names

_LIST = "list:"


def names_in(given: str | None) -> Names | None:
    """The names in a file, on standard input (`-`), or in an uploaded list (`list:NAME`).

    Raises:
        UsageError: the file cannot be read, or is no text.
    """
    if given is None:
        return None
    return {"deliveries": [], "text": given if given.startswith(_LIST) else _content(given)}


def _content(given: str) -> str:
    try:
        content = sys.stdin.buffer.read() if given == "-" else Path(given).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{given} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise UsageError(f"{given} is not text in UTF-8.") from None
