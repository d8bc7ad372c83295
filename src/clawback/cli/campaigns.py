"""`clawback campaign`: mail that belongs together, some of which is bad."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from cyclopts import App

from clawback.cli.choices import Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.moments import moment
from clawback.cli.output import local_time, print_json, text
from clawback.cli.receiving import receive
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.campaigns import Campaign, CampaignChange
from clawback.model.clock import SystemClock
from clawback.model.location import DeliveryLocation

app = App(name="campaign", help="Lists mail that belongs together, as campaigns.")
KindName: TypeAlias = Literal["malware", "phish", "spam"]
_COLUMNS = (
    Column("id"),
    Column("last mail"),
    Column("kind"),
    Column("recipients", right=True),
    Column("inboxed", right=True),
    Column("clicks", right=True),
    Column("name"),
)
_CHANGES = (
    Column("number", right=True),
    Column("when"),
    Column("what"),
    Column("from"),
    Column("to"),
    Column("messages", right=True),
    Column("who"),
    Column("why", shrinks=True),
)


@app.command(name="list")
def list_(
    *,
    text: str = "",
    kind: KindName | None = None,
    since: Moment = None,
    limit: int = 20,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists campaigns, the one with the latest mail first.

    Args:
        text: Only those that have this in their name, their subject or their id.
        kind: Only those that are for this.
        since: Only those with mail since then: a date, a time, or a distance such as `-7d`.
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    wanted = moment(since, SystemClock().now())
    with where.connect() as server:
        found = server.campaigns.newest(limit, text=text, kind=kind, since=wanted)
    if form == "json":
        print_json(found)
    elif found:
        print_table(_COLUMNS, list(map(_line, found)))
    else:
        say("No campaign is like this. They are found among mail as it is stored.")


@app.command
def show(campaign_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells how much mail a campaign is, and where that lies now.

    Args:
        campaign_id: Its id, such as `G-1M8MBMX0GA893`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.campaigns.get(campaign_id), as_json=form == "json")


@app.command
def rename(
    campaign_id: str, name: str, /, *, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Gives a campaign another name.

    Args:
        campaign_id: Its id, such as `G-1M8MBMX0GA893`.
        name: How it is called from now on.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.campaigns.rename(campaign_id, name), as_json=form == "json")


@app.command
def merge(
    campaign_id: str,
    into: str,
    /,
    *,
    reason: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Gives all mail of a campaign to another one; its id leads there from then on.

    Args:
        campaign_id: Which one gives its mail away.
        into: Which one has the mail of both.
        reason: Why, for whoever reads the history.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.campaigns.merge(campaign_id, into, reason), as_json=form == "json")


@app.command
def split(
    campaign_id: str,
    part: str,
    name: str,
    /,
    *,
    reason: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Makes a campaign of its own of some of a campaign's messages.

    Args:
        campaign_id: Of which one.
        part: Filter text that finds those messages among its mail.
        name: How the new campaign is called.
        reason: Why, for whoever reads the history.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.campaigns.split(campaign_id, part, name, reason), as_json=form == "json")


@app.command
def history(campaign_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells what people merged with a campaign or split off it, newest first.

    Args:
        campaign_id: Of which one.
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.campaigns.changes(campaign_id)
    if form == "json":
        print_json(found)
    elif found:
        print_table(_CHANGES, list(map(_change, found)))
    else:
        say("Nobody merged this campaign or split anything off it.")


@app.command
def undo(
    campaign_id: str,
    number: int,
    /,
    *,
    reason: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Takes a merge or a split back; mail that came since stays where it was put.

    Args:
        campaign_id: Of which campaign.
        number: The number of the change, as `history` tells it.
        reason: Why, for whoever reads the history.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        done = server.campaigns.undo(campaign_id, number, reason)
    if form == "json":
        print_json(done)
    else:
        say(f"{done['mails']} messages went back from {done['origin']} to {done['target']}.")


@app.command
def report(campaign_id: str, /, *, output: Path | None = None, where: Where = ANYWHERE) -> None:
    """Writes all of a campaign's life as a Word document, with pictures.

    Args:
        campaign_id: Of which one.
        output: Into this file; else onto standard output, which must not be a terminal.
        where: Which server.
    """
    with where.connect() as server:
        receive(server.campaigns.report(campaign_id), output, is_text=False)


def _change(one: CampaignChange) -> list[str]:
    undone = f", taken back by {one['undone_by']}" if one["undone_by"] else ""
    return [
        str(one["number"]),
        local_time(one["at"]),
        one["kind_label"] + undone,
        one["origin"],
        one["target"],
        str(one["mails"]),
        text(one["actor"]),
        text(one["reason"]),
    ]


def _line(one: Campaign) -> list[str]:
    return [
        one["id"],
        local_time(one["last"]),
        one["kind_label"],
        str(one["recipients"]),
        str(one["inboxed"]),
        str(one["clicks"]),
        text(one["name"]),
    ]


def _show(one: Campaign, *, as_json: bool) -> None:
    if as_json:
        print_json(one)
        return
    places = sorted(one["places"].items(), key=lambda place: -place[1])
    print_table(
        (Column("about"), Column("it", shrinks=True)),
        [
            ["campaign", one["id"]],
            *([["merged into", one["merged_into"]]] if one["merged_into"] else []),
            ["name", text(one["name"])],
            ["subject", text(one["subject"])],
            ["kind", one["kind_label"]],
            ["found", local_time(one["found_at"])],
            ["first mail", local_time(one["first"])],
            ["last mail", local_time(one["last"])],
            ["messages", str(one["messages"])],
            ["deliveries", str(one["deliveries"])],
            ["recipients", str(one["recipients"])],
            *([DeliveryLocation(place).label, str(count)] for place, count in places),
            ["clicks", str(one["clicks"])],
            ["filter", one["filter"]],
        ],
    )
