"""`clawback links rules` and `clawback links spared`: whose links are protected."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.output import local_time, print_json, text
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.link_rules import LinkRule, LinkRules, SparedLink

rules = App(name="rules", help="Keeps rules that say whose links are protected, in their order.")
spared = App(name="spared", help="Keeps links that are never rewritten.")
Rewrite: TypeAlias = Literal["nothing", "html", "text_too"]
GoingOn: TypeAlias = Literal["never", "suspicious", "always"]
Direction: TypeAlias = Literal["inbound", "intra_org"]
Several: TypeAlias = Annotated[
    tuple[str, ...], Parameter(consume_multiple=True, negative_iterable="")
]
_RULES = (
    Column("place", right=True),
    Column("name"),
    Column("for", shrinks=True),
    Column("from", shrinks=True),
    Column("mail"),
    Column("rewrites"),
    Column("kept"),
)
_SPARED = (
    Column("link", shrinks=True),
    Column("kept"),
    Column("since"),
    Column("why", shrinks=True),
)
_ORIGINS = {"kept": "here", "settings": "in the settings", "built_in": "built in"}


@rules.command(name="list")
def list_rules(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists all rules in their order; the first that fits a mail counts.

    Args:
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.link_rules.every(), form)


@rules.command
def keep(
    name: str,
    /,
    *,
    recipients: Several = (),
    tags: Several = (),
    exempt: Several = (),
    senders: Several = (),
    directions: Annotated[
        tuple[Direction, ...], Parameter(consume_multiple=True, negative_iterable="")
    ] = ("inbound",),
    rewrite: Rewrite = "html",
    click_through: GoingOn | None = None,
    track: bool = True,
    enabled: bool = True,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Keeps a rule: another one, behind the others, or the one of this name otherwise.

    Args:
        name: How it is called.
        recipients: For whom: addresses, domains, patterns such as `sales-*@x.org`; else for all.
        tags: For whom too: recipients that have one of these.
        exempt: For whom not.
        senders: Whose mail, by From or by the envelope; else anybody's.
        directions: Which mail.
        rewrite: Which links: none, those of HTML, or those of plain text too.
        click_through: Past which warnings of the click service people may go on; else as it is set.
        track: Whether clicks are kept.
        enabled: Whether it counts.
        form: `json` prints an object.
        where: Which server.
    """
    rule = {
        "name": name,
        "recipients": list(recipients),
        "tags": list(tags),
        "exempt": list(exempt),
        "senders": list(senders),
        "directions": list(directions),
        "rewrite": rewrite,
        "click_through": click_through,
        "track": track,
    }
    with where.connect() as server:
        book = server.link_rules.every()
        known = [one for one in _kept(book) if one["name"] == name]
        edition = book["edition"]
        if known:
            book = server.link_rules.change(known[0]["id"], rule, enabled=enabled, edition=edition)
        else:
            book = server.link_rules.keep(rule, enabled=enabled, edition=edition)
    _show(book, form)


@rules.command
def remove(name: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Keeps a rule no more.

    Args:
        name: The name of a rule that is kept here.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        book = server.link_rules.every()
        (rule_id,) = _ids(book, [name])
        _show(server.link_rules.remove(rule_id, edition=book["edition"]), form)


@rules.command
def order(*names: str, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Puts rules that are kept here first, in this order; the others follow as they stand.

    Args:
        names: Their names.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        book = server.link_rules.every()
        first = _ids(book, names)
        rest = [one["id"] for one in _kept(book) if one["id"] not in first]
        _show(server.link_rules.put_in_order([*first, *rest], edition=book["edition"]), form)


@rules.command(name="try")
def try_rules(
    recipient: str,
    /,
    *,
    sender: str = "",
    direction: Direction = "inbound",
    url: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Tells which rule counts for a mail; nothing is changed by it.

    Args:
        recipient: To whom.
        sender: From whom.
        direction: Which way.
        url: A link; whether it is never rewritten is told too.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.link_rules.tried(recipient, sender=sender, direction=direction, url=url)
    if form == "json":
        print_json(found)
        return
    where_kept = _ORIGINS[found["origin"]]
    say(f"The rule {found['name']} ({where_kept}): rewrites {found['rewrite_label'].lower()}.")
    if found["spared"]:
        say("This link is spared: it is never rewritten.")


@spared.command(name="list")
def list_spared(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists links that are never rewritten.

    Args:
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.link_rules.spared()
    if form == "json":
        print_json(found)
    elif found:
        rows = [
            [
                text(one["entry"]),
                _ORIGINS[one["origin"]],
                local_time(one["at"]),
                text(one["reason"]),
            ]
            for one in found
        ]
        print_table(_SPARED, rows)
    else:
        say("No link is spared. `clawback links spared add HOST` spares one.")


@spared.command
def add(entry: str, /, *, reason: str = "", where: Where = ANYWHERE) -> None:
    """Never rewrites such links from now on.

    Args:
        entry: A host (`intranet.example.org`, `*.example.org`), or one with a path.
        reason: Why.
        where: Which server.
    """
    with where.connect() as server:
        made = server.link_rules.spare(entry, reason)
    say(f"{made['entry']} is never rewritten.")


@spared.command(name="remove")
def remove_spared(entry: str, /, *, where: Where = ANYWHERE) -> None:
    """Rewrites such links again.

    Args:
        entry: As it is listed.
        where: Which server.
    """
    with where.connect() as server:
        server.link_rules.spare_no_more(entry)
    say(f"{entry} is rewritten again, unless the settings or a list spare it.")


def _spared_line(one: SparedLink) -> list[str]:
    return [
        text(one["entry"]),
        _ORIGINS[one["origin"]],
        local_time(one["at"]),
        text(one["reason"]),
    ]


def _kept(book: LinkRules) -> list[LinkRule]:
    return [one for one in book["items"] if one["origin"] == "kept"]


def _ids(book: LinkRules, names: tuple[str, ...] | list[str]) -> list[str]:
    known = {one["name"]: one["id"] for one in _kept(book)}
    missing = [name for name in names if name not in known]
    if missing:
        raise UsageError(f"No rule called {missing[0]} is kept here.")
    return [known[name] for name in dict.fromkeys(names)]


def _show(book: LinkRules, form: str) -> None:
    if form == "json":
        print_json(book)
        return
    print_table(_RULES, [_line(place, one) for place, one in enumerate(book["items"], 1)])
    if not book["works"]:
        say("No link is rewritten before links.base_url is set.")


def _line(place: int, one: LinkRule) -> list[str]:
    whom = [*one["recipients"], *(f"tag {tag}" for tag in one["tags"])] or ["all"]
    but = [f"but {who}" for who in one["exempt"]]
    return [
        str(place),
        text(one["name"]) + ("" if one["enabled"] else " (off)"),
        text(", ".join([*whom, *but])),
        text(", ".join(one["senders"]) or "anybody"),
        ", ".join(one["directions"]),
        one["rewrite_label"],
        _ORIGINS[one["origin"]],
    ]
