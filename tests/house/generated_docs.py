"""The parts of docs/ that are rendered from the code; `./run docs` writes them anew.

A generated table is known by its first row, which must stand in the page already.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from clawback.alerts.policy_table import policy_table, signal_table
from clawback.audit.action_table import action_table
from clawback.filters.click_fields import CLICKS
from clawback.filters.table import choice_table, field_table, view_table
from clawback.identity.role_table import role_table

_DOCS = Path(__file__).parents[2] / "docs"
PAGES: Mapping[str, Sequence[Callable[[], str]]] = {
    "reference/filter-language.md": (field_table, choice_table),
    "reference/views.md": (
        view_table,
        partial(field_table, CLICKS),
        partial(choice_table, CLICKS),
    ),
    "reference/alerts.md": (policy_table, signal_table),
    "reference/audit.md": (action_table,),
    "reference/roles.md": (role_table,),
}


def with_table(page: str, table: str) -> str:
    """The page with this table in place of the one that has the same first row.

    Raises:
        ValueError: the page has no such table.
    """
    lines, fresh = page.split("\n"), table.rstrip("\n").split("\n")
    first = lines.index(fresh[0])
    last = first
    while last < len(lines) and lines[last].startswith("|"):
        last += 1
    return "\n".join([*lines[:first], *fresh, *lines[last:]])


def rendered(name: str) -> str:
    """A page of docs/ as it should be."""
    page = (_DOCS / name).read_text("utf-8")
    for table in PAGES[name]:
        page = with_table(page, table())
    return page


def main() -> int:
    """Writes the pages, or only says which are out of date."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true", help="write them")
    write = arguments.parse_args().write
    stale = [name for name in PAGES if rendered(name) != (_DOCS / name).read_text("utf-8")]
    for name in stale:
        if write:
            (_DOCS / name).write_text(rendered(name), "utf-8")
        sys.stdout.write(f"docs/{name} {'is written anew' if write else 'is out of date'}\n")
    return 1 if stale and not write else 0


if __name__ == "__main__":
    sys.exit(main())
