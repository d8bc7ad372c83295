"""`clawback remediation`: what became of remediations, and everything done to them."""

from __future__ import annotations

from typing import Literal

from cyclopts import App

from clawback.cli import deciding, drafting, review, standing, steering
from clawback.cli.choices import Flag, Format, Moment, Severity
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.moments import moment
from clawback.cli.output import local_time, print_json, print_json_stream, text
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.shapes import Item, MailServer, Remediation
from clawback.client.transport import Query
from clawback.model.clock import SystemClock

app = App(name="remediation", help="Approves, follows, stops and takes back remediations.")
for part in (review, drafting, deciding, steering):
    part.add_to(app)
_LIST = (
    Column("id"),
    Column("created"),
    Column("action"),
    Column("name", shrinks=True),
    Column("state"),
    Column("deliveries", right=True),
    Column("outcomes", shrinks=True),
)
_SERVERS = (
    Column("server"),
    Column("sessions", right=True),
    Column("most a second", right=True),
    Column("failures", right=True),
    Column("left alone until"),
)
_ITEMS = (
    Column("outcome"),
    Column("recipient", shrinks=True),
    Column("server"),
    Column("from", shrinks=True),
    Column("to", shrinks=True),
    Column("note", shrinks=True),
)


@app.command(name="list")
def list_remediations(
    *,
    shelf: Literal["drafts", "pending", "running", "history"] | None = None,
    state: str | None = None,
    action: str | None = None,
    severity: Severity | None = None,
    source: str | None = None,
    created_by: str | None = None,
    proposed_by: str | None = None,
    approved_by: str | None = None,
    decided_by: str | None = None,
    contains: str | None = None,
    since: Moment = None,
    until: Moment = None,
    attention: Flag = False,
    limit: int = 50,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists remediations, newest first.

    Args:
        shelf: Only drafts, what waits for approval, what runs, or what is over.
        state: Only those in this state, such as `completed`, `failed` or `rejected`.
        action: Only this action, such as `soft_delete`.
        severity: Only this severity.
        source: Only what came from here: `manual`, `investigation`, `alert`, `purge`, `undo`,
            `submission`.
        created_by: Only what this person made, by their name or id.
        proposed_by: Only what this person proposed to others, by name or id.
        approved_by: Only what this person approved, by name or id.
        decided_by: Only what this person approved, rejected, or started alone, by name or id.
        contains: Only with this text in id, name or description.
        since: Only those made then or later.
        until: Only those made before then.
        attention: Only what somebody should look at now: proposals that will soon expire, and what
            paused itself.
        limit: How many, at most 100.
        form: `json` prints objects.
        where: Which server.
    """
    now = SystemClock().now()
    asked: Query = {
        "shelf": shelf,
        "state": state,
        "action": action,
        "severity": severity,
        "source": source,
        "created_by": created_by,
        "proposed_by": proposed_by,
        "approved_by": approved_by,
        "decided_by": decided_by,
        "text": contains,
        "since": moment(since, now),
        "until": moment(until, now),
        "attention": attention or None,
    }
    with where.connect() as server:
        found = server.remediations(limit, asked)
    if form == "json":
        print_json(found)
    else:
        print_table(_LIST, [_row(one) for one in found])


@app.command
def show(remediation_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Shows one remediation: its plan, its progress, how it ended.

    Args:
        remediation_id: Its id, as `remediation list` shows it.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.remediation(remediation_id)
        reasons = server.reasons(remediation_id) if form != "json" else None
    if reasons is not None:
        for name, value in _terms(found):
            print(f"{name:12} {harmless(value)}")
        standing.print_servers(found["by_server"])
        standing.print_reasons(reasons)
    standing.show(found, as_json=form == "json")
    return ExitCode.DONE


@app.command
def reasons(remediation_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Counts why deliveries did not end as a success, so far.

    Args:
        remediation_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.reasons(remediation_id)
    if form == "json":
        print_json(found)
    elif found["items"]:
        standing.print_reasons(found)
    else:
        say("Nothing ended otherwise than as a success.")


@app.command
def servers(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Shows how the mail servers stand: sessions, rates, and which are left alone for a while.

    Args:
        form: `json` prints objects.
        where: Which server of Clawback's.
    """
    with where.connect() as server:
        found = server.mail_servers()
    if form == "json":
        print_json(found)
    else:
        print_table(_SERVERS, [_server(one) for one in found])


@app.command
def items(
    remediation_id: str,
    /,
    *,
    outcome: str | None = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists a remediation's deliveries with their outcomes and proof.

    Args:
        remediation_id: Its id.
        outcome: Only those that ended so, such as `failed`.
        form: `json` prints objects with every copy's place before and after.
        where: Which server.
    """
    with where.connect() as server:
        every = server.items(remediation_id, outcome)
        if form == "json":
            print_json_stream(every)
        else:
            print_table(_ITEMS, [_item(item) for item in every])


def _terms(one: Remediation) -> tuple[tuple[str, str], ...]:
    return (
        ("name", one["name"]),
        ("action", one["action"]),
        ("severity", one["severity"]),
        ("description", text(one["description"])),
        ("filter", one["filter"]),
        ("choice", one["choice"]),
        ("source", one["source"]),
        ("created", _by(one["created_at"], one["created_by"])),
        ("started", _by(one["started_at"], one["started_by"])),
        ("ended", local_time(one["ended_at"])),
        ("decided by", text(one["decided_by"])),
        ("undone by", text(one["undone_by"])),
        ("plan hash", one["plan_hash"]),
    )


def _by(moment: str | None, who: str) -> str:
    return f"{local_time(moment)} by {who}" if moment else "-"


def _server(one: MailServer) -> list[str]:
    until = local_time(one["closed_until"])
    return [
        one["name"],
        f"{one['sessions_used']} of {one['sessions']}",
        text(one["rate"]),
        str(one["failures"]),
        f"{until}, as it asked" if one["asked"] else until,
    ]


def _row(one: Remediation) -> list[str]:
    return [
        one["id"],
        local_time(one["created_at"]),
        one["action"],
        one["name"],
        one["state"],
        f"{one['deliveries']:,}",
        standing.said(one["counts"]),
    ]


def _item(item: Item) -> list[str]:
    return [
        text(item["outcome"]),
        item["recipient"],
        text(item["server"]),
        text([copy["before"]["folder"] for copy in item["copies"]]),
        text([copy["after"]["folder"] if copy["after"] else "-" for copy in item["copies"]]),
        text(item["note"]),
    ]
