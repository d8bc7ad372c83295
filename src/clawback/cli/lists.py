"""`clawback list`: named lists of values, for `list:NAME` in a filter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.output import print_json
from clawback.cli.terminal import harmless, say

app = App(name="list", help="Keeps named lists of values for filters (`list:NAME`).")
FileOrStdin: TypeAlias = Annotated[Path, Parameter(allow_leading_hyphen=True)]


@app.command
def put(
    name: str, file: FileOrStdin, /, *, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Keeps a list, in place of what it held before.

    Args:
        name: How filters call it: small letters, digits, `_` and `-`.
        file: Text in UTF-8, one value a line; `-` reads standard input.
        form: `json` prints the list's name and how many entries it has.
        where: Which server.
    """
    text = _content(file)
    with where.connect() as server:
        kept = server.put_list(name, text)
    if form == "json":
        print_json(kept)
    else:
        say(f"The list {name} holds {kept['entries']} entries.")


@app.command
def show(name: str | None = None, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Prints a list's entries, or the names of all lists.

    Args:
        name: Which list; none for the names.
        form: `json` prints an array.
        where: Which server.
    """
    with where.connect() as server:
        lines = server.list_names() if name is None else server.list_entries(name)
    if form == "json":
        print_json(lines)
        return
    for line in lines:
        print(harmless(line))


@app.command
def delete(name: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Forgets a list.

    Args:
        name: Which list.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        server.delete_list(name)
    if form == "json":
        print_json({"name": name, "deleted": True})
    else:
        say(f"The list {name} is gone.")


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
