"""`clawback remediation edit`: changing a draft before anybody proposes or starts it."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from clawback.cli.choices import Format, NamesFile, Severity
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.names import names_in
from clawback.cli.steering import tell
from clawback.client.shapes import Change


def add_to(app: App) -> None:
    """Makes this a command of `clawback remediation`."""
    app.command(edit)


def edit(
    remediation_id: str,
    /,
    *,
    name: Annotated[str | None, Parameter(name="--name")] = None,
    severity: Severity | None = None,
    description: str | None = None,
    exclude: NamesFile = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Changes a draft's words, or takes deliveries out of it. Nothing else comes in.

    Whoever changed a draft cannot approve it. For another action or filter, make another plan.

    Args:
        remediation_id: Its id.
        name: Another name.
        severity: Another severity.
        description: Another description.
        exclude: Takes out what these name: a file (`-`: standard input) or `list:NAME`, in the
            forms of `clawback remediate --exclude`.
        form: `json` prints an object.
        where: Which server.
    """
    changes: Change = {}
    if name is not None:
        changes["name"] = name
    if severity is not None:
        changes["severity"] = severity
    if description is not None:
        changes["description"] = description
    if (without := names_in(exclude)) is not None:
        changes["without"] = without
    if not changes:
        raise UsageError("Say what to change: --name, --severity, --description or --exclude.")
    with where.connect() as server:
        return tell(server, server.amend(remediation_id, changes), as_json=form == "json")
