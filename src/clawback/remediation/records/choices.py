"""The names that a plan's deliveries were chosen by, whole; the plan itself holds their digest."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from clawback.database import Connection
from clawback.remediation.choice import Choice, Chosen, Named, Names, digest, read, written
from clawback.remediation.plan import PlanMismatchError
from clawback.remediation.records.tables import choice as table

_ONLY, _WITHOUT = "only", "without"


def put(connection: Connection, remediation_id: str, choice: Choice) -> None:
    """Writes down what a choice names, in place of what was there."""
    connection.execute(delete(table).where(table.c.remediation == remediation_id))
    parts = {_ONLY: choice.only, _WITHOUT: choice.without}
    rows = [
        {"remediation": remediation_id, "part": part, "names": written(names)}
        for part, names in parts.items()
        if names is not None
    ]
    if rows:
        connection.execute(insert(table), rows)


def of(connection: Connection, remediation_id: str, kept: Chosen) -> Choice:
    """The choice that was kept so.

    Raises:
        PlanMismatchError: the names are not those of the plan's digest.
    """
    if kept.only is None and kept.without is None:
        return Choice(every_location=kept.every_location)
    mine = select(table.c.part, table.c.names).where(table.c.remediation == remediation_id)
    found = {row.part: row.names for row in connection.execute(mine)}
    return Choice(
        only=_names(kept.only, found.get(_ONLY)),
        without=_names(kept.without, found.get(_WITHOUT)),
        every_location=kept.every_location,
    )


def _names(kept: Named | None, text: str | None) -> Names | None:
    if kept is None:
        return None
    names = read(text or "", kept.lists)
    if digest(names) != kept.digest:
        raise PlanMismatchError(
            "The names that this plan was made from are not in the database as they were. Make a "
            "new plan, and find out who changed this one."
        )
    return names
