"""What an administrator can set about how mail is read."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork

from clawback.analysis.trace import Trust


class AnalysisSettings(BaseModel):
    """Section `analysis` of the settings: which headers are to be believed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    relays: tuple[IPvAnyNetwork, ...] = Field(
        default=(),
        description="Networks of your own servers and gateways with public addresses; a mail's way "
        "into the organisation is looked for behind them.",
    )
    filters: tuple[Literal["rspamd", "spamassassin", "microsoft"], ...] = Field(
        default=(),
        description="Filters that you run and that strip forged copies of their headers, so that "
        "their verdicts are believed wherever they stand.",
    )
    authserv_ids: tuple[str, ...] = Field(
        default=(),
        description="Further names under which your servers write Authentication-Results.",
    )

    @property
    def trust(self) -> Trust:
        return Trust(
            relays=tuple(str(network) for network in self.relays),
            filters=self.filters,
            authserv_ids=self.authserv_ids,
        )
