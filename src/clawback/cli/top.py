"""`clawback top`: the most frequent senders, URLs, users and so on."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

from clawback.cli.choices import Filter, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged
from clawback.cli.failure import about
from clawback.cli.output import local_time, print_json
from clawback.cli.sheet import print_csv
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.cli.viewing import ViewFormat, ViewName, viewed
from clawback.client.client import Client
from clawback.client.views import CampaignsShape, OriginShape, TopsShape, Viewed

Ranked: TypeAlias = Annotated[
    Literal[
        "urls", "clicks", "users", "malware", "senders", "domains", "ips", "countries", "campaigns"
    ],
    Parameter(name="WHAT"),
]
_TABS = {
    "urls": "top_urls",
    "clicks": "top_clicks",
    "users": "top_targeted_users",
    "malware": "top_malware_families",
    "senders": "top_senders",
    "domains": "top_sender_domains",
    "ips": "top_sender_ips",
}
_VIEWS = {"malware": "malware"}
_COUNTRY = ("code", "name", "deliveries", "addresses")
_CAMPAIGN = ("campaign_id", "deliveries", "messages", "recipients", "clicks", "first", "last")


def top(
    what: Ranked,
    /,
    *words: Filter,
    view: ViewName | None = None,
    limit: int = 20,
    since: Moment = None,
    until: Moment = None,
    form: ViewFormat = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists the most frequent values in a view, with exact counts, any number of them.

    Args:
        what: `urls` (blocked, junked, delivered), `clicks` (by verdict), targeted `users`,
            `malware` families, `senders`, sender `domains`, sender `ips`, `countries` of origin,
            or `campaigns`.
        words: The filter, in the words of the view.
        view: Which view; all mail without it, for malware families that of malware.
        limit: At most so many.
        since: Only from then on: a date, a time, or a distance such as `-7d`.
        until: Only before then.
        form: `json` prints an object, `csv` a line for each value.
        where: Which server.
    """
    asked = viewed(view or _VIEWS.get(what, "all_email"), words, since, until, limit)
    with where.connect() as server, about(asked.filter):
        if what == "campaigns":
            _campaigns(server, asked, limit, form)
        elif what == "countries":
            _countries(server.views.origin(asked), limit, form)
        else:
            _tops(server.views.top(asked, _TABS[what], limit), form)


def _tops(found: TopsShape, form: str) -> None:
    codes = [column["code"] for column in found["columns"]]
    if form == "json":
        print_json(found)
    elif form == "csv":
        lines = (
            [one["value"], one["count"], *map(one["parts"].get, codes)] for one in found["top"]
        )
        print_csv([found["field"], found["rows"], *codes], lines)
    else:
        columns = (
            Column(found["label"].lower(), shrinks=True),
            Column(found["rows"], right=True),
            *(Column(column["label"].lower(), right=True) for column in found["columns"]),
        )
        print_table(
            columns,
            [
                [
                    defanged(one["label"]) if found["field"] == "url" else one["label"],
                    f"{one['count']:,}",
                    *(f"{one['parts'].get(code, 0):,}" for code in codes),
                ]
                for one in found["top"]
            ],
        )
        _more(len(found["top"]), found["different"])


def _campaigns(server: Client, asked: Viewed, limit: int, form: str) -> None:
    found: CampaignsShape = server.views.campaigns(asked, limit)
    if form == "json":
        print_json(found)
    elif form == "csv":
        print_csv(_CAMPAIGN, ([one[name] for name in _CAMPAIGN] for one in found["campaigns"]))  # type: ignore[literal-required] # names of its keys
    else:
        print_table(
            [
                Column("campaign", shrinks=True),
                *(Column(name, right=True) for name in _CAMPAIGN[1:5]),
                Column("first"),
                Column("last"),
            ],
            [
                [
                    one["campaign_id"],
                    f"{one['deliveries']:,}",
                    f"{one['messages']:,}",
                    f"{one['recipients']:,}",
                    f"{one['clicks']:,}",
                    local_time(one["first"]),
                    local_time(one["last"]),
                ]
                for one in found["campaigns"]
            ],
        )
        _more(len(found["campaigns"]), found["different"])


def _countries(found: OriginShape, limit: int, form: str) -> None:
    shown = found["countries"][:limit]
    if form == "json":
        print_json(found)
    elif form == "csv":
        print_csv(_COUNTRY, ([one[name] for name in _COUNTRY] for one in shown))  # type: ignore[literal-required] # names of its keys
    else:
        columns = (
            Column("country", shrinks=True),
            Column("code"),
            Column("deliveries", right=True),
            Column("addresses", right=True),
        )
        rows = [
            [one["name"], one["code"], f"{one['deliveries']:,}", f"{one['addresses']:,}"]
            for one in shown
        ]
        print_table(columns, rows)
        say(
            f"Besides: {found['unknown']:,} from unknown countries, {found['private']:,} from"
            f" private addresses, {found['without']:,} without an address."
        )
        _more(len(shown), len(found["countries"]))
    if found["note"]:
        say(found["note"])


def _more(shown: int, different: int) -> None:
    if different > shown:
        say(f"{shown:,} of {different:,}. --limit shows more.")
