"""The table of everything that leaves an entry in the audit trail, as the docs show it."""

from __future__ import annotations

from clawback.audit.action import AuditAction
from clawback.audit.ocsf import class_of


def action_table() -> str:
    """Markdown: a row for each action, with its meaning and its OCSF class and activity."""
    heads = ["action", "what it tells", "OCSF"]
    rows = [[f"`{action}`", action.label, class_of(action)] for action in AuditAction]
    return "".join(_line(cells) for cells in (heads, ["---"] * len(heads), *rows))


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
