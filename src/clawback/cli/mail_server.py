"""`clawback mail-server`: how the mail servers stand, and whether we may come in."""

from __future__ import annotations

from cyclopts import App

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.output import print_json
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.mail_servers import MailServerTest

app = App(name="mail-server", help="Tries whether a mail server lets us in.")
_FOLDERS = (Column("folder", shrinks=True), Column("is for"))


@app.command(name="test")
def try_server(
    name: str, address: str, /, *, form: Format = "table", where: Where = ANYWHERE
) -> ExitCode:
    """Signs in to a mailbox, lists its folders, and tells what the mail server lacks.

    Nothing in the mailbox is changed. The look leaves a line in the audit trail.

    Args:
        name: The mail server, as the settings call it.
        address: An address whose mailbox it holds.
        form: `json` prints an object.
        where: Which server of Clawback's.
    """
    with where.connect() as server:
        found = server.mail_server.test(name, address)
    if form == "json":
        print_json(found)
    else:
        _print(found)
    return ExitCode.ERROR if found["trouble"] else ExitCode.DONE


def _print(found: MailServerTest) -> None:
    print_table(_FOLDERS, [[one["name"], one["place"] or "-"] for one in found["folders"]])
    if found["signed_in"]:
        say(harmless(f"Signed in to {found['account']} in {found['seconds']:.1f} s."))
    for sentence in (*found["missing"], found["trouble"]):
        if sentence:
            say(harmless(sentence))
