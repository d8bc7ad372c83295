"""What logs of before tell, taken in as facts that somebody has read out of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from clawback.ingest.logs.facts import Fact
from clawback.ingest.logs.finding import MOST
from clawback.ingest.logs.teller import Teller
from clawback.model.errors import BadInputError


class UnknownServerError(BadInputError):
    """No table of mailboxes has this name."""

    code = "unknown_mail_server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How many facts were told of a delivery, and how many have none."""

    told: int
    unknown: int


class PastLogs:
    """Takes facts in. Safe on many threads."""

    def __init__(self, teller: Teller, *, servers: Collection[str]) -> None:
        self._teller = teller
        self._servers = frozenset(servers)

    def tell(self, facts: Sequence[Fact], *, server: str) -> Told:
        """Tells them, in their order; what was told before is left as it is.

        Raises:
            UnknownServerError: there is no mail server of this name.
            UnavailableError: the event store does not answer; tell them again.
        """
        if server and server not in self._servers:
            raise UnknownServerError(
                f"No table of `mailboxes` is named {server}. Name one that is there, or none."
            )
        found = 0
        for start in range(0, len(facts), MOST):
            block = facts[start : start + MOST]
            found += sum(bool(rows) for rows in self._teller.tell(block, server=server, past=True))
        return Told(told=found, unknown=len(facts) - found)
