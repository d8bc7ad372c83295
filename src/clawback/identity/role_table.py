"""The table of roles and permissions, as the documentation shows it."""

from __future__ import annotations

from clawback.identity.role import NEVER_IN_A_TOKEN, NEVER_IN_AN_OWN_TOKEN, Permission, Role


def role_table() -> str:
    """Markdown: a row for each permission, a column for each role, and whether tokens have it."""
    heads = ["may do", *(role.value for role in Role), "tokens"]
    rows = [
        [f"`{permission}`", *(_mark(permission, role) for role in Role), _tokens(permission)]
        for permission in Permission
    ]
    return "".join(_line(cells) for cells in (heads, ["---"] * len(heads), *rows))


def _mark(permission: Permission, role: Role) -> str:
    return "yes" if permission in role.permissions else ""


def _tokens(permission: Permission) -> str:
    if permission in NEVER_IN_A_TOKEN:
        return "never"
    return "services' only" if permission in NEVER_IN_AN_OWN_TOKEN else "yes"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"
