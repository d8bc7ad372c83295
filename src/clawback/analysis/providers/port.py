"""What an engine that judges mail must do; adapters differ, `tests/contracts` holds them to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from clawback.model.errors import UnavailableError
from clawback.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How a mail came, for engines that judge by it too.

    `mail_from` is empty for a bounce and `None` when nobody said; what else is not known is empty.
    """

    client_ip: str = ""
    helo: str = ""
    mail_from: str | None = None
    recipients: tuple[str, ...] = ()
    authenticated_user: str = ""
    queue_id: str = ""


UNKNOWN_TRANSPORT = Transport()


class NoVerdictError(UnavailableError):
    """The engine gave no verdict."""

    code = "no_verdict"


class UnreachableError(NoVerdictError):
    """Nobody answers at the engine's address. Is it running?"""

    code = "engine_unreachable"


class SilentError(NoVerdictError):
    """The engine did not answer in time."""

    code = "engine_silent"


class GarbledError(NoVerdictError):
    """What the engine answered cannot be understood."""

    code = "engine_garbled"


class DeclinedError(NoVerdictError):
    """The engine answered that it does not judge this mail; it is well, so ask it about others."""

    code = "engine_declined"


class Provider(Protocol):
    """One engine at one address. Safe on many threads; each call has a connection of its own."""

    @property
    def name(self) -> str:
        """What figures and sentences call it; no two that are set up share one."""
        ...

    @property
    def engine(self) -> str:
        """Which software it is, as findings name it: `clamav`, `rspamd`, `spamassassin`."""
        ...

    def judge(self, raw: bytes, transport: Transport) -> tuple[Finding, ...]:
        """What it says of a mail, never empty: a finding without a threat says that it found none.

        Takes no longer than the time that it was set up with (a host name's resolution apart) and
        holds no more of an answer than a few megabytes, whatever the other side does.

        Raises:
            NoVerdictError: which of its kinds says why.
        """
        ...

    def greet(self) -> str:
        """What it says of itself, when it answers at all; raises as `judge` does."""
        ...

    def edition(self) -> str:
        """What it judges by now, as a text that changes with it; raises as `judge` does."""
        ...


@runtime_checkable
class Kept(Protocol):
    """What an engine is besides that runs in processes of ours, on files of the administrator."""

    def trouble(self) -> str:
        """What is wrong with its files although it judges, in sentences; empty for nothing."""
        ...

    def close(self) -> None:
        """Ends what it keeps; it is asked nothing any more."""
        ...
