"""`dataclasses.replace` for wide values of which thousands a second are made.

The library's own hands every field to `__init__` by its name; copying the slots takes a third of
the time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from itertools import repeat
from operator import attrgetter, call
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

__all__ = ["replaced"]
_Value = TypeVar("_Value")
_Setter: TypeAlias = Callable[[Any, object], None]

if TYPE_CHECKING:  # so that names and types of what is changed are checked as for the library's own
    from dataclasses import replace as replaced
else:

    def replaced(value: _Value, **changes: object) -> _Value:
        """The value with these fields changed.

        Its class is a dataclass of two fields or more, with slots and without `__post_init__`.
        """
        kind = type(value)
        read, setters = _slots(kind)
        made = kind.__new__(kind)
        deque(map(call, setters.values(), repeat(made), read(value)), maxlen=0)
        for name, one in changes.items():
            if name not in setters:
                raise TypeError(f"{kind.__name__} has no field {name}")
            setters[name](made, one)
        return made


@lru_cache(maxsize=16)
def _slots(kind: type) -> tuple[Callable[[object], tuple[object, ...]], Mapping[str, _Setter]]:
    """What reads all fields of a value, and what writes each."""
    names = [one.name for one in fields(kind)]
    return attrgetter(*names), {name: getattr(kind, name).__set__ for name in names}
