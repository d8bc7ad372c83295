"""What is wrong with a filter, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from clawback.model.errors import BadInputError


class FilterError(BadInputError):
    """The filter cannot be understood.

    `position` counts characters from 0 and, with `length`, marks the part that is wrong; it is
    `None` when it is not known: then `word` may tell what was named and does not exist. `hint` says
    what to write instead and may be empty; `mend` is what can stand in place of the marked part,
    where one thing is likely meant. The message holds all of it, counting from 1.
    """

    code: ClassVar[str] = "bad_filter"

    def __init__(
        self,
        problem: str,
        *,
        hint: str = "",
        position: int | None = None,
        length: int = 0,
        word: str = "",
        mend: str = "",
    ) -> None:
        where = "" if position is None else f"(at character {position + 1})"
        super().__init__(" ".join(part for part in (problem, hint, where) if part))
        self.problem = problem
        self.hint = hint
        self.position = position
        self.length = length
        self.word = word
        self.mend = mend

    def within(self, text: str) -> FilterError:
        """The same mistake, with where in the text its word stands."""
        place = text.lower().find(self.word.lower()) if self.word else -1
        if self.position is not None or place < 0:
            return self
        return FilterError(
            self.problem,
            hint=self.hint,
            position=place,
            length=len(self.word),
            word=self.word,
            mend=self.mend,
        )

    @property
    def details(self) -> dict[str, int | str | None]:
        """Extension members for problem details (RFC 9457 §3.2)."""
        return {
            "position": self.position,
            "length": self.length,
            "hint": self.hint,
            "mend": self.mend,
        }


@contextmanager
def pointing_into(text: str) -> Iterator[None]:
    """Around what looks lists and tags up, so that a missing one is pointed at in the filter."""
    try:
        yield
    except FilterError as error:
        raise error.within(text) from None
