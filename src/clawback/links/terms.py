"""What a policy says of the clicks on a mail's links, as the links carry it: in four bits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clawback.model.labelled import Labelled


class ClickThrough(Labelled):
    """Past which warnings a person may go on."""

    NEVER = "never", "Past none"
    SUSPICIOUS = "suspicious", "Past that of a suspicious message"
    ALWAYS = "always", "Past every warning"


_CHOICES = (None, *ClickThrough)
_CHOICE_BITS = 2
_UNTRACKED = 1 << _CHOICE_BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickTerms:
    """Past which warnings people may go on, and whether their clicks are kept.

    `None` is whatever the click service is set to.
    """

    click_through: ClickThrough | None = None
    track: bool = True

    @property
    def code(self) -> int:
        """As a link carries it; 0 for what links said before there were terms."""
        return _CHOICES.index(self.click_through) | (0 if self.track else _UNTRACKED)

    @classmethod
    def read(cls, code: int) -> ClickTerms:
        """From what `code` gave."""
        choice = _CHOICES[code & (_UNTRACKED - 1)]
        return cls(click_through=choice, track=not code & _UNTRACKED)


AS_SET = ClickTerms()
"""Whatever the click service is set to, with clicks kept."""


def strictest(terms: Iterable[ClickTerms]) -> ClickTerms:
    """For one mail to several: as many warnings as anybody of them has, kept if anybody's are."""
    found = list(terms)
    choices = {one.click_through for one in found}
    order = (ClickThrough.NEVER, None, ClickThrough.SUSPICIOUS, ClickThrough.ALWAYS)
    return ClickTerms(
        click_through=next((one for one in order if one in choices), None),
        track=not found or any(one.track for one in found),
    )
