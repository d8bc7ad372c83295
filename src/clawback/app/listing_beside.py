"""What is blocked or allowed beside a submission goes to the allow/block list."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.entries.entries import PERSON, Entries
from clawback.entries.entry import EntryAction
from clawback.entries.expiry import BadExpiryError, Expiry, ExpiryWish
from clawback.entries.value import read_value
from clawback.entries.wish import EntryWish
from clawback.identity.role import Permission
from clawback.model.actor import Actor
from clawback.model.errors import ForbiddenError
from clawback.submissions import ground


class ListBeside:
    """The list as submissions see it; what is on it already counts as added."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def add(self, wish: ground.EntryWish, actor: Actor, *, blocks: bool) -> Sequence[str]:
        """As `submissions.ground.EntryList.add`; raises `ForbiddenError` for who keeps no lists."""
        if not actor.may(Permission.LISTS_WRITE):
            raise ForbiddenError("Your role lets you submit, and keep no lists.")
        wishes = [
            EntryWish(
                value=read_value(text, None),
                action=EntryAction.BLOCK if blocks else EntryAction.ALLOW,
                expiry=ExpiryWish(choice=_choice(wish.expiry), at=wish.at),
                note=wish.note,
            )
            for text in wish.values
        ]
        added = self._entries.add_many(actor, wishes, origin=PERSON, source="submission")
        return [f"E-{number}" for number in (*added.new, *added.known)]


def _choice(text: str) -> Expiry:
    try:
        return Expiry(text)
    except ValueError:
        choices = ", ".join(one.value for one in Expiry)
        raise BadExpiryError(f"“{text}” is no choice. Choose one of {choices}.") from None
