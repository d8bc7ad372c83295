"""A long answer from the server, into a file or onto standard output."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable
from pathlib import Path

from clawback.cli.failure import UsageError
from clawback.cli.terminal import harmless


def receive(blocks: Iterable[bytes], output: Path | None, *, is_text: bool) -> None:
    """Writes the blocks as they come; a file appears under its name only when it is whole.

    Raises:
        UsageError: bytes that are no text would go to a terminal, or the file cannot be written.
    """
    if output is not None:
        _into_file(blocks, output)
    elif sys.stdout.isatty():
        if not is_text:
            raise UsageError("This format is not for a terminal. Name a file with --output.")
        _onto_terminal(blocks)
    else:
        sys.stdout.flush()
        for block in blocks:
            sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()


def _into_file(blocks: Iterable[bytes], output: Path) -> None:
    part = output.with_name(output.name + ".part")
    try:
        if is_device(output):
            _written(blocks, output)
            return
        _written(blocks, part)
        part.replace(output)
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def is_device(output: Path) -> bool:
    """Whether it is a device or a pipe, such as `/dev/null`: written to, and never replaced."""
    return output.exists() and not output.is_file()


def _written(blocks: Iterable[bytes], into: Path) -> None:
    with into.open("wb") as file:
        for block in blocks:
            file.write(block)


def _onto_terminal(blocks: Iterable[bytes]) -> None:
    """Text line by line, with what could steer the terminal written out."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    rest = ""
    for block in blocks:
        *lines, rest = (rest + decode(block)).split("\n")
        for line in lines:
            print(harmless(line.rstrip("\r")))
    if rest:
        print(harmless(rest))
