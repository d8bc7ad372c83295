"""Every field a filter can name: its type, its meaning, an example, and how a row answers.

The names are the reference product's, in snake_case, and are also the names in JSON, in exports
and of the store's columns. To add one, add it to its group; the language, the docs and the tests
follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clawback.filters.fields.aliases import ALIASES
from clawback.filters.fields.content import CONTENT, header_field, header_prefix
from clawback.filters.fields.delivered import DELIVERED
from clawback.filters.fields.field import Field, Kind, Origin
from clawback.filters.fields.files import FILES
from clawback.filters.fields.later import LATER
from clawback.filters.fields.links import LINKS
from clawback.filters.fields.mail import MAIL
from clawback.filters.fields.people import PEOPLE
from clawback.filters.fields.verdict import VERDICT

__all__ = [
    "ALIASES",
    "FIELDS",
    "SHOWN",
    "Field",
    "Kind",
    "Origin",
    "group_of",
    "header_field",
    "header_prefix",
]

_GROUPS = {
    "Sender and recipient": PEOPLE,
    "Message": MAIL,
    "Delivery": DELIVERED,
    "After delivery": LATER,
    "Verdict": VERDICT,
    "Links": LINKS,
    "Files": FILES,
    "Content": CONTENT,
}
FIELDS: Mapping[str, Field] = MappingProxyType(
    {field.name: field for group in _GROUPS.values() for field in group}
)
SHOWN: Mapping[str, Field] = MappingProxyType(
    {name: field for name, field in FIELDS.items() if field.shown}
)
"""The columns of a row, in the order in which they are shown."""

_GROUP_OF = {field.name: said for said, group in _GROUPS.items() for field in group}


def group_of(field: Field) -> str:
    """With which others a field is listed, for people; fields of clicks alone are by themselves."""
    return _GROUP_OF.get(field.name, "Click")
