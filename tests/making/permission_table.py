"""Who may do what, as the page that people read says it, not as the code has it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clawback.identity.role import Role

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "roles.md"


@dataclass(frozen=True, slots=True)
class Line:
    """One permission: the roles that have it, and the words about tokens."""

    roles: frozenset[str]
    tokens: str


def table() -> dict[str, Line]:
    """The lines of the page's table by permission."""
    rows = [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| ")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    head, _, *lines = cells
    named = head[1:-1]
    assert named == [role.value for role in Role]
    return {
        line[0].strip("`"): Line(
            frozenset(role for role, said in zip(named, line[1:-1], strict=True) if said == "yes"),
            line[-1],
        )
        for line in lines
    }
