"""What an administrator can set about journal reports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, IPvAnyNetwork

from clawback.ingest.receivers.clients import Clients, ReportRule
from clawback.model.folding import fold

UNIX = "unix"


def _senders(names: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(name.strip().strip("<>")) for name in names)


class JournalSettings(BaseModel):
    """Section `ingest.journal` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    report_clients: tuple[IPvAnyNetwork | Literal["unix"], ...] = Field(
        default=(),
        description="Networks of the servers whose journal reports are believed and opened, and "
        "`unix` for whoever may use the UNIX socket. Who can send from there can invent mail and "
        "its recipients, so none are believed by default.",
    )
    report_senders: Annotated[frozenset[str], AfterValidator(_senders)] = Field(
        default=frozenset(),
        description="Envelope senders that reports must have, such as the address that undelivered "
        "reports go back to, or `<>`; any when there are none.",
    )
    open_imported: bool = Field(
        default=False,
        description="Open journal reports in imported mail too: for the time in which a journal "
        "mailbox is imported.",
    )

    @property
    def rule(self) -> ReportRule:
        """Whose reports are believed when they come over a receiver."""
        networks = tuple(one for one in self.report_clients if not isinstance(one, str))
        clients = Clients(networks=networks, unix_socket=UNIX in self.report_clients)
        return ReportRule(clients=clients, senders=self.report_senders)
