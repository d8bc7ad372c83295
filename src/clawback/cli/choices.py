"""Values that several commands take."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

Format: TypeAlias = Annotated[Literal["table", "json"], Parameter(name="--format")]
Flag: TypeAlias = Annotated[bool, Parameter(negative="")]
Filter: TypeAlias = Annotated[str, Parameter(name="FILTER", allow_leading_hyphen=True, negative="")]
Moment: TypeAlias = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
SortField: TypeAlias = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
NamesFile: TypeAlias = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
Severity: TypeAlias = Literal["low", "medium", "high"]
ActionName: TypeAlias = Literal[
    "move_to_inbox", "move_to_junk", "move_to_deleted_items", "soft_delete", "hard_delete"
]
Several: TypeAlias = Annotated[tuple[str, ...], Parameter(negative="")]
