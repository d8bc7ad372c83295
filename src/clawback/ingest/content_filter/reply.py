"""What a mail server answers (RFC 5321 §4.2), to be told on."""

from __future__ import annotations

from dataclasses import dataclass

_TAKEN = range(200, 300)
_TELLABLE = range(200, 600)
_GO_ON = 354


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A code and the lines behind it, without it; `code` is 0 where there is none to be read."""

    code: int
    lines: tuple[str, ...] = ("",)

    @property
    def taken(self) -> bool:
        return self.code in _TAKEN

    @property
    def goes_on(self) -> bool:
        """Whether a mail's data may follow."""
        return self.code == _GO_ON

    def told(self) -> str:
        """As it is said to the mail server, without the last line end.

        What answers no command of a mail's (3xx, or no code) keeps the mail for later.
        """
        if self.code not in _TELLABLE or self.code // 100 == 3:  # noqa: PLR2004 - intermediate
            return NONSENSE.told()
        *more, last = self.lines
        return "\r\n".join([*(f"{self.code}-{one}" for one in more), f"{self.code} {last}"])


def later(words: str) -> Reply:
    """The mail is to be offered again later."""
    return Reply(code=451, lines=(words,))


NONSENSE = later("4.5.0 The next hop gave an answer that is none; the mail is kept for later")
UNSURE = later("4.4.2 The next hop did not say whether it took the mail; it is offered again")
