"""`clawback links`: links taken apart, and traced through all mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.analysis.urls.decoding import Decoded, decode
from clawback.cli.choices import Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged, defanged_text
from clawback.cli.headers import head, line, yes
from clawback.cli.link_entries import allow, block
from clawback.cli.link_entries import app as entries
from clawback.cli.link_keys import app as keys
from clawback.cli.link_rules import rules, spared
from clawback.cli.output import local_time, print_json
from clawback.cli.protected_link import as_object, protected_part, show_protected
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.links import Carrier, CountedValue, DecodedLink, LinkClicks, LinkTrace

app = App(name="links", help="Takes links apart, traces them through all mail, keeps their keys.")
app.command(keys)
app.command(entries)
app.command(block)
app.command(allow)
app.command(rules)
app.command(spared)
app.command("clawback.cli.link_service:serve", name="serve", help="Runs the click service alone.")
Link: TypeAlias = Annotated[str, Parameter(name="URL", allow_leading_hyphen=True)]
Match: TypeAlias = Annotated[
    Literal["url", "url_domain_and_path", "url_domain"] | None, Parameter(name="--match")
]
_MOST = 20
_MESSAGES = (
    Column("received"),
    Column("sender", shrinks=True),
    Column("subject", shrinks=True),
    Column("deliveries", right=True),
    Column("action"),
    Column("message"),
)
_CLICKS = (
    Column("at"),
    Column("who", shrinks=True),
    Column("verdict"),
    Column("went on"),
    Column("from"),
    Column("link", shrinks=True),
)
_SPELLINGS = (Column("messages", right=True), Column("wrapped"), Column("written", shrinks=True))
_BROADER = (
    Column("deliveries", right=True),
    Column("messages", right=True),
    Column("means", shrinks=True),
    Column("filter", shrinks=True),
)


@app.command(name="decode")
def decode_link(url: Link, /, *, form: Format = "table") -> None:
    """Takes a link apart, on this machine: nobody is asked, and no server is needed.

    Args:
        url: The link, in any spelling: defanged, wrapped, without its scheme.
        form: `json` prints an object.
    """
    decoded = decode(url)
    ours = protected_part(decoded)
    if form == "json":
        print_json({**_as_object(decoded), "protected": as_object(ours) if ours else None})
        return
    if ours:
        show_protected(ours)
    _show_link(_as_object(decoded))


@app.command
def trace(
    url: Link,
    /,
    *,
    match: Match = None,
    since: Moment = None,
    until: Moment = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Tells which mails carried a link, who got it, who clicked on it, and who has not.

    Args:
        url: The link, a host, or a host and a path, in any spelling.
        match: How much must be the same: the whole `url`, `url_domain_and_path`, or `url_domain`.
            Without it, as much as the link says.
        since: Only mail and clicks then or later: a date, a time, or a distance such as `-7d`.
        until: Only mail and clicks before then.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.links.trace(url, match, since, until)
    if form == "json":
        print_json(found)
    else:
        _show_trace(found)


def _as_object(decoded: Decoded) -> DecodedLink:
    return {
        "given": decoded.given,
        "url": decoded.url,
        "domain": decoded.domain,
        "registrable": decoded.registrable,
        "path": decoded.path,
        "query": decoded.query,
        "layers": [
            {"url": one.url, "vendor": one.vendor, "certain": one.certain} for one in decoded.layers
        ],
        "opaque": decoded.opaque,
        "redirect": decoded.redirect,
    }


def _show_link(link: DecodedLink) -> None:
    for layer in link["layers"]:
        line("Wrapped by", f"{layer['vendor']}: {defanged(layer['url'])}")
    line("Leads to", defanged(link["url"]))
    line("Host", defanged(link["domain"]))
    if link["registrable"] != link["domain"]:
        line("Registered", defanged(link["registrable"]) or "-")
    line("Path", link["path"] or "-")
    if link["opaque"]:
        line("And on to", f"nobody but {link['opaque']} knows")
    if link["redirect"]:
        line("And on to", f"{defanged(link['redirect'])} (a parameter says so)")


def _show_trace(found: LinkTrace) -> None:
    _show_link(found["link"])
    line("Traced", found["label"])
    line("Filter", defanged_text(found["filter"]))
    head("Mail that carried it")
    line("Deliveries", f"{found['deliveries']:,}")
    line("Messages", f"{found['message_count']:,}")
    line("Recipients", f"{found['recipients']:,}")
    line("First", local_time(found["first"]))
    line("Last", local_time(found["last"]))
    for name, values in (
        ("At delivery", found["actions"]),
        ("Now in", found["locations"]),
        ("Threats", found["threats"]),
        ("Senders", found["senders"]),
        ("Sender domains", found["sender_domains"]),
    ):
        line(name, _counted(values))
    if found["messages"]:
        print_table(_MESSAGES, [_message_row(one) for one in found["messages"][:_MOST]])
    _show_clicks(found["clicks"])
    if found["spellings"]:
        head("How it was written")
        _show_spellings(found)
    if found["broader"]:
        head("Meant more broadly")
        print_table(_BROADER, _broader_rows(found))


def _show_clicks(clicks: LinkClicks) -> None:
    head("Clicks")
    line("Clicks", f"{clicks['total']:,} ({_counted(clicks['verdicts'])})")
    line("People", f"{clicks['clickers']:,} clicked, {clicks['opened']:,} may have seen the page")
    line("Not clicked", f"{clicks['not_clicked_count']:,} of those who got it")
    if clicks["newest"]:
        rows = [
            [
                local_time(one["at"]),
                one["recipient"],
                one["verdict"]["label"],
                yes(one["clicked_through"]),
                one["ip"] or "-",
                " → ".join(map(defanged, (one["url"], *one["url_chain"]))),
            ]
            for one in clicks["newest"][:_MOST]
        ]
        print_table(_CLICKS, rows)
    for who in clicks["not_clicked"][:_MOST]:
        line("Not yet", who)
    if not clicks["complete"]:
        say("There were too many clicks or recipients to look at all of them.")


def _show_spellings(found: LinkTrace) -> None:
    rows = [
        [f"{one['messages']:,}", yes(one["wrapped"]), defanged(one["written"])]
        for one in found["spellings"][:_MOST]
    ]
    print_table(_SPELLINGS, rows)
    if not found["spellings_complete"]:
        say("Spellings are those of the newest 200 messages.")


def _message_row(one: Carrier) -> list[str]:
    return [
        local_time(one["time_received"]),
        one["sender_address"] or "-",
        one["subject"] or "-",
        f"{one['deliveries']:,}",
        one["delivery_action"]["label"],
        one["network_message_id"],
    ]


def _broader_rows(found: LinkTrace) -> list[list[str]]:
    return [
        [
            f"{one['deliveries']:,}",
            f"{one['messages']:,}",
            f"{one['label']}: {defanged(one['value'])}",
            defanged_text(one["filter"]),
        ]
        for one in found["broader"]
    ]


def _counted(values: Sequence[CountedValue]) -> str:
    return ", ".join(f"{one['label']} {one['count']:,}" for one in values) or "-"
