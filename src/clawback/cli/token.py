"""`clawback token`: API tokens."""

from __future__ import annotations

from typing import Literal

from cyclopts import App

from clawback.cli.choices import Format, Several
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.output import local_time, print_json, text
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.people import scope_of
from clawback.client.shapes import Token

app = App(name="token", help="Gives out API tokens and takes them back.")
_COLUMNS = (
    Column("id"),
    Column("name", shrinks=True),
    Column("role"),
    Column("state"),
    Column("networks", shrinks=True),
    Column("expires"),
    Column("last used"),
)

RoleName = Literal[
    "reader", "content_reader", "analyst", "responder", "approver", "auditor", "admin"
]


@app.command
def create(
    name: str,
    /,
    *,
    role: RoleName,
    days: int = 90,
    permission: Several = (),
    domain: Several = (),
    tag: Several = (),
    network: Several = (),
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Makes a token and prints its secret, which is shown this once.

    Args:
        name: What it is called, such as the program that has it.
        role: What it may do.
        days: How long it lives.
        permission: Of the role's permissions only this one; may be given several times.
        domain: Only mail to recipients in this domain; may be given several times.
        tag: Only mail to recipients with this tag; may be given several times.
        network: Only from this network, such as 192.0.2.0/24; may be given several times.
        form: `json` prints the token with its secret as an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.people.create_token(
            name=name,
            role=role,
            days=days,
            permissions=permission,
            scope=scope_of(domain, tag) if domain or tag else None,
            networks=network,
        )
    if form == "json":
        print_json(made)
        return
    token = made["token"]
    say(f"Token {token['id']} for {name}, {role}, until {local_time(token['expires_at'])}.")
    say("Keep it now; it is not shown again.")
    print(made["secret"])


@app.command(name="list")
def list_tokens(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists every token, without secrets.

    Args:
        form: `json` prints objects.
        where: Which server.
    """
    with where.connect() as server:
        items = server.tokens()
    if form == "json":
        print_json(items)
    else:
        print_table(_COLUMNS, [_row(item) for item in items])


@app.command
def revoke(token_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Takes a token back at once.

    Args:
        token_id: Its id, as `token list` shows it.
        form: `json` prints the token as an object.
        where: Which server.
    """
    with where.connect() as server:
        token = server.revoke_token(token_id)
    if form == "json":
        print_json(token)
    else:
        say(f"Token {token['id']} of {harmless(token['name'])} opens nothing any more.")


def _row(item: Token) -> list[str]:
    plain = [item["id"], item["name"], item["role"], item["state"], text(item["networks"])]
    return [*plain, local_time(item["expires_at"]), local_time(item["last_used_at"])]
