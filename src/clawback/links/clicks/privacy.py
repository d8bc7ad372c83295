"""What of a click is kept of the person who clicked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clawback.links.clicks.opened import Opened
from clawback.model.labelled import Labelled
from clawback.model.protected_link import ANY_RECIPIENT


class People(Labelled):
    """Whether clicks name whoever clicked."""

    NAMED = "named", "By their address"
    PSEUDONYMOUS = "pseudonymous", "By a pseudonym"


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What is kept: the address that they came from, and who they are."""

    ip: bool = True
    people: People = People.NAMED

    def of(self, opened: Opened) -> Opened:
        """The click without what is not kept.

        The message goes with the person: a mail that one person got names them as well.
        """
        kept = opened if self.ip else replace(opened, ip="")
        if self.people is People.NAMED:
            return kept
        return replace(kept, network_message_id="")


def pseudonym(opened: Opened) -> str:
    """The same for the same person as long as links are signed with one key; empty for nobody."""
    return "" if opened.recipient == ANY_RECIPIENT.hex() else f"person-{opened.recipient}"
