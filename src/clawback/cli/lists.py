"""`clawback list`: named lists of values, for `list:NAME` in a filter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Flag, Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError, about
from clawback.cli.output import print_json, text
from clawback.cli.receiving import receive
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.lists import KeptList, Unmatched
from clawback.client.transport import Query

app = App(name="list", help="Keeps named lists of values for filters (`list:NAME`).")
FileOrStdin: TypeAlias = Annotated[Path, Parameter(allow_leading_hyphen=True)]
FilterText: TypeAlias = Annotated[str, Parameter(name="--filter", allow_leading_hyphen=True)]
_KINDS = (Column("kind"), Column("entries", right=True))
_FAULTS = (Column("line", right=True), Column("text", shrinks=True), Column("why not"))
_UNMATCHED = (Column("kind"), Column("entry", shrinks=True))
_TOLD = 20  # lines and entries of a report, unless it is JSON


@app.command
def put(
    name: str,
    file: FileOrStdin,
    /,
    *,
    column: str = "",
    add: Flag = False,
    report: Flag = False,
    since: Moment = None,
    until: Moment = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Keeps a list, in place of what it held before, or besides.

    Args:
        name: How filters call it: small letters, digits, `_` and `-`.
        file: Text with one value a line, or CSV; ids, hashes, URLs, addresses, domains and IP
            addresses may be mixed, also defanged. `-` reads standard input.
        column: The column of a CSV file, by its name or its number from 1; without it, the one
            with the most values is found.
        add: What the list held stays too.
        report: Shows entries by kind, lines that are no entry, and which entries find no mail.
        since: With `--report`: looks at mail received then or later.
        until: With `--report`: looks at mail received before then.
        form: `json` prints an object; with `--report` it has `unmatched`, too.
        where: Which server.
    """
    if not report and (since is not None or until is not None):
        raise UsageError("--since and --until go with --report.")
    content = _content(file)
    with where.connect() as server:
        kept = server.lists.put(name, content, column, add=add)
        found = server.lists.unmatched(name, _asked("", since, until)) if report else None
    if form == "json":
        print_json(kept if found is None else {**kept, "unmatched": found["unmatched"]})
        return
    say(_summary(kept))
    if found is not None:
        _report(kept, found)


@app.command
def unmatched(
    name: str,
    /,
    *,
    filter: FilterText = "",  # noqa: A002 - the option's name
    since: Moment = None,
    until: Moment = None,
    form: Annotated[Literal["table", "json", "csv"], Parameter(name="--format")] = "table",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Shows which entries of a list find no delivery that you may see.

    Args:
        name: Which list.
        filter: Looks only at deliveries that this finds.
        since: Looks at mail received then or later.
        until: Looks at mail received before then.
        form: `json` prints an object, `csv` a file for spreadsheets.
        output: With `csv`: the file to write, instead of standard output.
        where: Which server.
    """
    if output is not None and form != "csv":
        raise UsageError("--output goes with --format csv.")
    asked = _asked(filter, since, until)
    with where.connect() as server, about(filter):
        if form == "csv":
            receive(server.lists.unmatched_file(name, asked), output, is_text=True)
            return
        found = server.lists.unmatched(name, asked)
    if form == "json":
        print_json(found)
    else:
        print_table(_UNMATCHED, [[text(one["kind"]), one["value"]] for one in found["unmatched"]])
        say(_matched(found))


@app.command
def show(name: str | None = None, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Prints a list's entries, or the names of all lists.

    Args:
        name: Which list; none for the names.
        form: `json` prints an array.
        where: Which server.
    """
    with where.connect() as server:
        lines = server.lists.names() if name is None else server.lists.entries(name)
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
        server.lists.delete(name)
    if form == "json":
        print_json({"name": name, "deleted": True})
    else:
        say(f"The list {name} is gone.")


def _asked(filter_text: str, since: str | None, until: str | None) -> Query:
    return {"filter": filter_text, "since": since or "", "until": until or ""}


def _summary(kept: KeptList) -> str:
    read = f" (column {kept['column']})" if kept["column"] else ""
    held = "1 entry" if kept["entries"] == 1 else f"{kept['entries']:,} entries"
    parts = [
        f"The list {kept['name']} holds {held}{read}.",
        f"{kept['duplicates']:,} came twice." if kept["duplicates"] else "",
        f"{kept['empty']:,} lines have nothing there." if kept["empty"] else "",
    ]
    if kept["faults"]:
        many, first = kept["not_understood"], kept["faults"][0]
        lost = (
            "1 line is no entry and was left out:"
            if many == 1
            else f"{many:,} lines are no entries and were left out, the first is"
        )
        parts.append(f"{lost} line {first['line']:,}: {first['reason']}")
    return harmless(" ".join(part for part in parts if part))


def _report(kept: KeptList, found: Unmatched) -> None:
    print_table(_KINDS, [[one["label"], f"{one['entries']:,}"] for one in kept["kinds"]])
    if kept["faults"]:
        print()
        print_table(
            _FAULTS,
            [[f"{one['line']}", one["text"], one["reason"]] for one in kept["faults"][:_TOLD]],
        )
    if found["unmatched"]:
        print()
        print_table(
            _UNMATCHED,
            [[text(one["kind"]), one["value"]] for one in found["unmatched"][:_TOLD]],
        )
    say(_matched(found))
    if max(len(kept["faults"]), len(found["unmatched"])) > _TOLD:
        say(
            f"Of each, {_TOLD} are shown; --format json and `clawback list unmatched "
            f"{kept['name']} --format csv` have all."
        )


def _matched(found: Unmatched) -> str:
    lost = len(found["unmatched"])
    return (
        f"{found['matched']:,} of {found['entries']:,} entries find mail that you may see; "
        f"{lost:,} find none."
    )


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
