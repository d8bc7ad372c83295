"""`clawback links block|allow` and `clawback links entries`: what happens at the click, by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged
from clawback.cli.failure import UsageError
from clawback.cli.output import local_time, print_json, text
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.click_entries import ClickEntry
from clawback.model.clock import SystemClock

app = App(name="entries", help="Lists what is blocked and let through at the click, by hand.")
Value: TypeAlias = Annotated[str, Parameter(name="VALUE", allow_leading_hyphen=True)]
KindName: TypeAlias = Literal["block", "allow"]
_COLUMNS = (
    Column("id"),
    Column("does"),
    Column("until"),
    Column("by"),
    Column("what", shrinks=True),
    Column("why", shrinks=True),
)


def block(
    value: Value,
    /,
    *,
    reason: str = "",
    days: int | None = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Blocks a link or a host at the click, within a second or two.

    Args:
        value: A link, a host with all below it, or an IP address, in any spelling.
        reason: Why, for those who look at it later.
        days: How long; without it for good.
        form: `json` prints the entry as an object.
        where: Which server.
    """
    _put("block", value, reason, days, form=form, where=where)


def allow(
    value: Value,
    /,
    *,
    reason: str = "",
    days: int | None = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lets a link or a host through at the click, unless you block it yourself.

    Args:
        value: A link, a host with all below it, or an IP address, in any spelling.
        reason: Why, for those who look at it later.
        days: How long; without it for good.
        form: `json` prints the entry as an object.
        where: Which server.
    """
    _put("allow", value, reason, days, form=form, where=where)


@app.command(name="list")
def list_(
    *,
    kind: KindName | None = None,
    limit: int = 100,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists what is blocked and let through at the click, newest first.

    Args:
        kind: Only those that do this.
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.click_entries.newest(limit, kind=kind)
    if form == "json":
        print_json(found)
    elif found:
        print_table(_COLUMNS, list(map(_line, found)))
    else:
        say("There is no such entry. `clawback links block` makes one; lists count beside them.")


@app.command
def delete(entry_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Deletes an entry: lists and verdicts alone count again.

    Args:
        entry_id: Its id, such as `K-1JCNQ5Z5G8M2X`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        server.click_entries.delete(entry_id)
    if form == "json":
        print_json({"id": entry_id, "deleted": True})
    else:
        say("The entry is gone.")


def _put(
    kind: KindName, value: str, reason: str, days: int | None, *, form: Format, where: Where
) -> None:
    if days is not None and days < 1:
        raise UsageError("--days is 1 or more.")
    until = None if days is None else SystemClock().now() + timedelta(days=days)
    with where.connect() as server:
        made = server.click_entries.put(
            kind, value, reason=reason, expires_at=until.isoformat() if until else None
        )
    if form == "json":
        print_json(made)
        return
    until_when = f" until {local_time(made['expires_at'])}" if made["expires_at"] else ""
    say(f"{defanged(made['value'])} is {made['kind_label'].lower()} at the click{until_when}.")


def _line(one: ClickEntry) -> list[str]:
    return [
        one["id"],
        one["kind"],
        local_time(one["expires_at"]) if one["expires_at"] else "-",
        text(one["by_name"]),
        defanged(one["value"]),
        text(one["reason"]) or "-",
    ]
