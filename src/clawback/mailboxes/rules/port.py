"""Scripts that a mail server runs over an account's mail, as its adapter brings them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from clawback.model.labelled import Labelled

LONGEST = 1 << 20  # bytes of one script; what is longer is not read


class Language(Labelled):
    """What a script is written in."""

    SIEVE = "sieve", "Sieve"  # RFC 5228
    FORWARD = "forward", ".forward file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One script. Of a server only the active one runs, and what that includes."""

    name: str
    language: Language
    active: bool
    text: str = field(repr=False)


@runtime_checkable
class ReadsRules(Protocol):
    """What a mail server offers besides, when the rules of its accounts can be read."""

    def rules(self, account: str) -> Sequence[Script] | None:
        """The account's scripts; `None` when nobody told us where they are.

        Raises:
            MailboxMissingError: there is no such account.
            LoginRefusedError: our credentials are refused.
            RefusedError: the server understood and said no.
            ServerUnavailableError: nobody answers.
        """
        ...
