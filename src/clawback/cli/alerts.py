"""`clawback alert`: what somebody must be told of, and what is done about it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from cyclopts import App

from clawback.cli.alert_policies import policy
from clawback.cli.choices import Format, Moment, Several
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.output import local_time, print_json, print_json_lines, words
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.alerts import Alert, AlertPage

app = App(name="alert", help="Lists alerts, takes and closes them, and keeps their policies.")
channel = App(name="channel", help="Shows where alerts are sent, and tries it.")
app.command(policy)
app.command(channel)
Ended: TypeAlias = Literal["resolved", "dismissed"]
_ALERTS = (
    Column("id"),
    Column("opened"),
    Column("severity"),
    Column("status"),
    Column("who"),
    Column("hits", right=True),
    Column("about", shrinks=True),
)
_HITS = (Column("at"), Column("about", shrinks=True))
_CHANNELS = (
    Column("channel"),
    Column("kind"),
    Column("waiting", right=True),
    Column("sent", right=True),
    Column("trouble", shrinks=True),
)


@app.command(name="list")
def list_(
    *,
    severity: Several = (),
    status: Several = (),
    category: Several = (),
    policy_id: Several = (),
    assignee: str | None = None,
    since: Moment = None,
    until: Moment = None,
    limit: int = 50,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists alerts, newest first.

    Args:
        severity: Only these: `high`, `medium`, `low`, `informational`.
        status: Only these: `new`, `in_progress`, `resolved`, `dismissed`.
        category: Only these, such as `threat_management`.
        policy_id: Only those of these policies.
        assignee: Only whose: `me`, a person's id, or empty for nobody's.
        since: Only opened since then: ISO 8601, or told from now (`-7d`).
        until: Only opened before then.
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    wanted = {
        "severity": severity,
        "status": status,
        "category": category,
        "policy": policy_id,
        "assignee": assignee,
        "since": since,
        "until": until,
        "limit": limit,
    }
    asked = {name: value for name, value in wanted.items() if value not in (None, ())}
    with where.connect() as server:
        found = server.alerts.page(asked)["items"]
    if form == "json":
        print_json(found)
    else:
        print_table(_ALERTS, list(map(_line, found)))


@app.command
def show(alert_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells what an alert is about, what was done about it, and where it was sent.

    Args:
        alert_id: Its id, such as `W-1M8MBMX0GA893`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _told(server.alerts.get(alert_id), form)


@app.command
def take(alert_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Takes an alert: it is yours and in progress.

    Args:
        alert_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.alerts.change(alert_id, status="in_progress", assignee="me")
    _told(made, form)


@app.command
def resolve(
    alert_id: str,
    /,
    *,
    as_: Ended = "resolved",
    comment_: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Closes an alert.

    Args:
        alert_id: Its id.
        as_: How it ends: `resolved`, or `dismissed` where there was nothing to it.
        comment_: Why, for those who read it.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        if comment_:
            server.alerts.comment(alert_id, comment_)
        made = server.alerts.change(alert_id, status=as_)
    _told(made, form)


@app.command
def comment(
    alert_id: str, text: str, /, *, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Writes a comment on an alert.

    Args:
        alert_id: Its id.
        text: The comment.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _told(server.alerts.comment(alert_id, text), form)


@app.command
def feed(*, after: int = 0, where: Where = ANYWHERE) -> None:
    """Prints what happened to alerts, a JSON object a line, as a SIEM takes it.

    Args:
        after: The number of the last line that you have.
        where: Which server.
    """
    with where.connect() as server:
        print_json_lines(server.alerts.feed(after))


@channel.command(name="list")
def list_channels(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists the channels of the settings, and what waits for each.

    Args:
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.alerts.channels()
    if form == "json":
        print_json(found)
        return
    rows = [
        [
            one["name"],
            one["kind"],
            f"{one['waiting']:,}",
            f"{one['ended'].get('sent', 0):,}",
            one["trouble"],
        ]
        for one in found
    ]
    print_table(_CHANNELS, rows)


@channel.command(name="test")
def try_channel(name: str, /, *, where: Where = ANYWHERE) -> ExitCode:
    """Sends a test alert to a channel.

    Args:
        name: How the settings call it.
        where: Which server.
    """
    with where.connect() as server:
        tried = server.alerts.try_channel(name)
    if tried["taken"]:
        say(harmless(f"{name} took it."))
        return ExitCode.DONE
    say(harmless(f"{name} did not take it. {tried['trouble']}"))
    return ExitCode.FINISHED_WITH_FAILURES


def _told(made: AlertPage, form: str) -> None:
    if form == "json":
        print_json(made)
        return
    rows = [[local_time(one["at"]), one["summary"]] for one in made["first_hits"]]
    print_table(_HITS, rows)
    who = made["assignee_name"] or "nobody"
    say(
        harmless(
            f"{made['id']}: {made['policy_name']}. {made['severity_label']},"
            f" {made['status_label'].lower()}, {made['hits']:,} hits, handled by {who}."
        )
    )
    for entry in made["history"]:
        said = f"{entry['what_label']}: {entry['text']}".rstrip(": ")
        say(harmless(f"  {local_time(entry['at'])} {entry['by_name']}: {said}"))
    for notice in made["notices"]:
        state = f"{notice['state_label']}. {notice['trouble']}".strip()
        say(harmless(f"  {notice['channel']}: {state}"))
    say(harmless(f"Find its mail with: clawback search '{made['filter']}'"))


def _line(one: Alert) -> list[str]:
    return [
        one["id"],
        local_time(one["opened_at"]),
        one["severity"],
        words(one["status"]),
        one["assignee_name"] or "-",
        f"{one['hits']:,}",
        f"{one['policy_name']}: {one['summary']}",
    ]
