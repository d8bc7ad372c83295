"""Fields that somebody names outside a filter: to sort by, to group by, as columns."""

from __future__ import annotations

from difflib import get_close_matches

from clawback.filters.fields import SHOWN, Field
from clawback.filters.vocabulary import DELIVERIES
from clawback.store.counting import UnknownFieldError
from clawback.store.json_row import COLUMNS
from clawback.store.sorting import NEWEST, Sort


def field_called(name: str, purpose: str) -> Field:
    """The shown field of this name or alias; `purpose` ends the sentence that there is none."""
    found = DELIVERIES.named(name.strip())
    if found is None or not found.shown:
        raise UnknownFieldError(f'There is no field "{name}" {purpose}. {_near(name)}'.rstrip())
    return found


def columns_called(text: str | None) -> tuple[str, ...]:
    """Names of columns from names with commas between, each once; all of them from nothing."""
    if text is None or not text.strip():
        return COLUMNS
    return tuple(dict.fromkeys(field_called(name, "to show").name for name in text.split(",")))


def sort_called(text: str | None) -> Sort:
    """The order that `subject` (the least first) or `-subject` (the greatest first) names."""
    if text is None or not text.strip():
        return NEWEST
    name = text.strip()
    field = field_called(name.removeprefix("-"), "to sort by")
    return Sort(field=field.name, descending=name.startswith("-"))


def _near(name: str) -> str:
    plain = name.strip().lower().replace("-", "_")
    aliases = {alias: known for alias, known in DELIVERIES.aliases.items() if known in SHOWN}
    near = get_close_matches(plain, [*SHOWN, *aliases], n=1, cutoff=0.6)
    return f'Did you mean "{aliases.get(near[0], near[0])}"?' if near else ""
