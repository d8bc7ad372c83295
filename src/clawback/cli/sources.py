"""`clawback sources`: how fresh each source of mail is."""

from __future__ import annotations

from collections.abc import Iterator

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.output import local_time, print_json
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.inquiries import Inquiry
from clawback.client.sources import ContentFilter, Engine, Folder, Gate, Source, Sources

_COLUMNS = (
    Column("source"),
    Column("newest searchable"),
    Column("last accepted"),
    Column("accepted", right=True),
    Column("waiting", right=True),
    Column("unrecorded", right=True),
    Column("lag", right=True),
)


def sources(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Prints how fresh each source is, how what judges and changes mail fares, and what went wrong.

    Args:
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.sources.every()
        asked = server.inquiries.every(1)["items"]
    if form == "json":
        print_json(found)
        return
    print_table(_COLUMNS, list(map(_line, found["items"])))
    backlog = found["backlog"]
    oldest = f", the oldest since {local_time(backlog['oldest'])}" if backlog["oldest"] else ""
    say(f"In the spool wait {backlog['mails']:,} mails, {backlog['bytes']:,} bytes{oldest}.")
    if backlog["parked"]:
        say(f"{backlog['parked']:,} things could not be taken and lie in the spool's `corrupt`.")
    if sum(one["unrecorded"] for one in found["items"]):
        say("What passed unrecorded is filled in when it comes by an import or another source.")
    for line in (*_lines_of_parts(found), *map(inquiry_line, asked)):
        say(harmless(line))


def _lines_of_parts(found: Sources) -> Iterator[str]:
    """How mailboxes, engines, gate and content filter fare, then what went wrong."""
    for one in found["items"]:
        yield from (f"{one['source']}: {folder_line(folder)}" for folder in one["folders"])
    yield from map(engine_line, found["engines"])
    if found["gate"]:
        yield gate_line(found["gate"])
    if found["content_filter"]:
        yield filter_line(found["content_filter"])
    for one in found["items"]:
        if one["error"]:
            yield f"{one['source']}, {local_time(one['error_at'])}: {one['error']}"


def folder_line(one: Folder) -> str:
    """How far a folder of a mailbox was read."""
    return f"of {one['folder']}, {one['read']:,} of {one['there']:,} mails are read."


def engine_line(one: Engine) -> str:
    """How an engine that judges mail fares, in a sentence or two."""
    told = f"{one['name']} judged {one['answered']:,} mails"
    if one["missing"]:
        told += f", {one['missing']:,} went without its verdict; at last: {one['trouble']}"
    else:
        told += "."
    resting = "It is left alone for a while." if one["resting"] else ""
    return " ".join(part for part in (told, resting, one["warning"]) if part)


def inquiry_line(one: Inquiry) -> str:
    """What came of asking engines again the last time, or how far that is."""
    return f"Asked again at {local_time(one['at'])} ({one['id']}): {one['sentence']}"


def gate_line(one: Gate) -> str:
    """What the gate did, in a sentence or three."""
    told = (
        f"The gate let {one['accepted']:,} mails through, tagged {one['tagged']:,}, marked "
        f"{one['junked']:,} as junk, quarantined {one['quarantined']:,} and refused "
        f"{one['rejected']:,}."
    )
    if one["unjudged"]:
        told += f" {one['unjudged']:,} went through without being judged in time."
    if one["held_by_server"]:
        told += f" {one['held_by_server']:,} lie in the mail server's own quarantine."
    return told


def filter_line(one: ContentFilter) -> str:
    """What the content filter did, in a sentence or four."""
    told = (
        f"The content filter passed mail on for {one['taken']:,} recipients, for "
        f"{one['rewritten']:,} with their links changed."
    )
    spared = sum((one["unread"], one["late"], one["large"], one["failed"]))
    if spared:
        told += f" For {spared:,} it went as it came, and says so in its header."
    if one["deferred"] or one["refused"]:
        told += f" For {one['deferred']:,} it is offered again, for {one['refused']:,} refused."
    return f"{told} No mail goes on: {one['trouble']}." if one["trouble"] else told


def _line(one: Source) -> list[str]:
    lag = one["lag"]
    return [
        one["source"],
        local_time(one["newest"]),
        local_time(one["accepted_at"]),
        f"{one['accepted']:,}",
        f"{one['waiting']:,}",
        f"{one['unrecorded']:,}",
        "-" if lag is None else f"{lag['last']:.1f} s",
    ]
