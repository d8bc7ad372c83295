"""`clawback entry`: the allow/block list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Flag, Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged
from clawback.cli.entry_feeds import app as feed
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.output import local_time, print_json, text
from clawback.cli.receiving import receive
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.entries import Entry, ImportedEntries
from clawback.client.transport import Query

app = App(name="entry", help="Blocks and allows senders, domains, URLs, files and addresses.")
app.command(feed)
Value: TypeAlias = Annotated[str, Parameter(name="VALUE", allow_leading_hyphen=True)]
Action: TypeAlias = Literal["block", "allow"]
Kind: TypeAlias = Literal["address", "domain", "url", "file", "ip", "spoof"]
Direction: TypeAlias = Literal["inbound", "outbound", "both"]
Standing: TypeAlias = Literal["counts", "expiring", "expired"]
Expiry: TypeAlias = Literal["1_day", "7_days", "30_days", "never", "date", "45_days_after_use"]
Places: TypeAlias = Annotated[
    tuple[Literal["mail", "click"], ...],
    Parameter(name="--place", consume_multiple=True, negative_iterable=""),
]
Ids: TypeAlias = Annotated[str, Parameter(name="ID")]
FileOrStdin: TypeAlias = Annotated[Path, Parameter(allow_leading_hyphen=True)]
_COLUMNS = (
    Column("id"),
    Column("does"),
    Column("what"),
    Column("until"),
    Column("last used"),
    Column("by"),
    Column("value", shrinks=True),
    Column("note", shrinks=True),
)
_FAULTS = (Column("where"), Column("text", shrinks=True), Column("why not", shrinks=True))
_TOLD = 20  # faults, unless it is JSON


@app.command(name="list")
def list_(
    *,
    kind: Kind | None = None,
    action: Action | None = None,
    standing: Standing | None = None,
    origin: str = "",
    text: str = "",
    limit: int = 100,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists what is blocked and allowed, newest first.

    Args:
        kind: Only entries for this.
        action: Only those that do this.
        standing: Only those that count for long, that end within 7 days, or that have expired;
            without it all that count.
        origin: Only those that came from there: `person`, `csv`, `stix` or `feed:NAME`.
        text: Only those with this in value or note.
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    asked: Query = {
        "kind": kind,
        "action": action,
        "standing": standing,
        "origin": origin,
        "text": text,
    }
    with where.connect() as server:
        found = server.entries.newest(limit, asked)
    if form == "json":
        print_json(found)
    elif found:
        print_table(_COLUMNS, list(map(_line, found)))
    else:
        say("There is no such entry. `clawback entry add block VALUE` makes one.")


@app.command
def add(
    action: Action,
    value: Value,
    /,
    *,
    kind: Kind | None = None,
    direction: Direction | None = None,
    places: Places = (),
    expiry: Expiry = "30_days",
    until: Moment = None,
    note: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Blocks or allows something, within a second, on all nodes.

    Args:
        action: What becomes of it.
        value: An address; a domain (`x.org`, `*.x.org` for what lies below it, `~x.org` for both);
            a URL (`x.org/a`, `x.org/a/*`); a SHA-256 hash; an IP address or network; or a pair of
            who is spoofed and who sends it (`ceo@x.org, 192.0.2.0/24`). Also defanged.
        kind: What it is; without it, the text tells.
        direction: Which mail; without it both ways for a block, what comes in for an allowance.
        places: In mail, at the click, or both; without it, where it is usual.
        expiry: When it ends.
        until: The moment, with `--expiry date`.
        note: Why, for those who look at it later.
        form: `json` prints the entry as an object.
        where: Which server.
    """
    wish = {
        "action": action,
        "value": value,
        "kind": kind,
        "direction": direction,
        "places": list(places),
        "expiry": _expiry(expiry, until),
        "note": note,
    }
    with where.connect() as server:
        made = server.entries.add(wish)
    _told(made, form)


@app.command
def change(
    entry_id: Ids,
    /,
    *,
    direction: Direction | None = None,
    places: Places = (),
    expiry: Expiry | None = None,
    until: Moment = None,
    note: str | None = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Changes when an entry ends, its note, or where it counts; what is not named stays.

    Args:
        entry_id: Its id, such as `E-17`.
        direction: Which mail.
        places: In mail, at the click, or both.
        expiry: When it ends, from now on.
        until: The moment, with `--expiry date`.
        note: Why.
        form: `json` prints the entry as an object.
        where: Which server.
    """
    wanted: dict[str, object] = {
        "direction": direction,
        "places": list(places) or None,
        "expiry": _expiry(expiry, until) if expiry else None,
        "note": note,
    }
    named = {name: value for name, value in wanted.items() if value is not None}
    if not named:
        raise UsageError("Say what is to be otherwise: --expiry, --note, --direction or --place.")
    with where.connect() as server:
        made = server.entries.change(entry_id, named)
    _told(made, form)


@app.command
def remove(*entry_ids: Ids, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Takes entries away, all or none: lists and verdicts alone count again.

    Args:
        entry_ids: Their ids, such as `E-17`.
        form: `json` prints an object.
        where: Which server.
    """
    if not entry_ids:
        raise UsageError("Name the entries that are to go by their ids.")
    with where.connect() as server:
        removed = server.entries.remove(entry_ids)
    if form == "json":
        print_json({"removed": removed})
    else:
        say("1 entry is gone." if removed == 1 else f"{removed:,} entries are gone.")


@app.command(name="import")
def import_(
    file: FileOrStdin,
    /,
    *,
    stix: Flag = False,
    partial: Flag = False,
    action: Action = "block",
    expiry: Expiry = "30_days",
    until: Moment = None,
    note: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Keeps the entries of a file; where something is no entry, none, unless you want the rest.

    Args:
        file: A value a line, or CSV with a heading that has `value`; `-` reads standard input.
        stix: It is a bundle of STIX 2.1; its indicators count.
        partial: Keeps what is understood, whatever else the file holds.
        action: What entries do of which the file does not say it.
        expiry: When those end of which the file does not say it.
        until: The moment, with `--expiry date`.
        note: The note of those that have none.
        form: `json` prints an object.
        where: Which server.
    """
    asked: Query = {
        "format": "stix" if stix else "csv",
        "partial": "true" if partial else "false",
        "action": action,
        "expiry": expiry,
        "expires_at": until,
        "note": note,
    }
    content = _content(file)
    with where.connect() as server:
        found = server.entries.bring(content, asked)
    if form == "json":
        print_json(found)
    else:
        _report(found)
    return ExitCode.DONE if found["kept"] else ExitCode.ERROR


@app.command
def export(
    *,
    kind: Kind | None = None,
    action: Action | None = None,
    standing: Standing | None = None,
    origin: str = "",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Writes entries as CSV, which `entry import` takes again.

    Args:
        kind: Only entries for this.
        action: Only those that do this.
        standing: Only those that count for long, that end within 7 days, or that have expired.
        origin: Only those that came from there.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    asked: Query = {"kind": kind, "action": action, "standing": standing, "origin": origin}
    with where.connect() as server:
        receive(server.entries.exported(asked), output, is_text=True)


def _expiry(choice: str, until: str | None) -> dict[str, str | None]:
    if (choice == "date") is not (until is not None):
        raise UsageError("--until goes with --expiry date.")
    return {"choice": choice, "at": until}


def _told(made: Entry, form: str) -> None:
    if form == "json":
        print_json(made)
        return
    until = f" until {local_time(made['expires_at'])}" if made["expires_at"] else ""
    where = " and ".join({"mail": "in mail", "click": "at the click"}[p] for p in made["places"])
    say(f"{made['id']}: {defanged(made['value'])} is {made['action']}ed {where}{until}.")


def _report(found: ImportedEntries) -> None:
    if found["kept"]:
        say(f"{found['added']:,} entries were added, {found['known']:,} were there already.")
    else:
        say("Nothing was kept. `--partial` keeps what is understood.")
    if found["faults"]:
        print_table(
            _FAULTS,
            [
                [text(one["place"]), text(one["text"]), text(one["reason"])]
                for one in found["faults"][:_TOLD]
            ],
        )
    if found["not_understood"] > _TOLD:
        say(f"{found['not_understood']:,} are no entries; --format json has the first 1,000.")


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _line(one: Entry) -> list[str]:
    return [
        one["id"],
        one["action"],
        one["kind"],
        local_time(one["expires_at"]) if one["expires_at"] else "-",
        local_time(one["used_at"]) if one["used_at"] else "-",
        text(one["by_name"]),
        harmless(defanged(one["value"])),
        text(one["note"]) or "-",
    ]
