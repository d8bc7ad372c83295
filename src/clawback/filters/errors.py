"""What is wrong with a filter, where, and what to write instead."""

from __future__ import annotations

from typing import ClassVar

from clawback.model.errors import BadInputError


class FilterError(BadInputError):
    """The filter cannot be understood.

    `position` counts characters from 0 and, with `length`, marks the part that is wrong; it is
    `None` when the mistake is not in the text (a list that does not exist). `hint` says what to
    write instead and may be empty. The message holds all of it, counting from 1.
    """

    code: ClassVar[str] = "bad_filter"

    def __init__(
        self, problem: str, *, hint: str = "", position: int | None = None, length: int = 0
    ) -> None:
        where = "" if position is None else f"(at character {position + 1})"
        super().__init__(" ".join(part for part in (problem, hint, where) if part))
        self.problem = problem
        self.hint = hint
        self.position = position
        self.length = length

    @property
    def details(self) -> dict[str, int | str | None]:
        """Extension members for problem details (RFC 9457 §3.2)."""
        return {"position": self.position, "length": self.length, "hint": self.hint}
