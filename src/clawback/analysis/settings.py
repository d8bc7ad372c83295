"""What an administrator can set about how mail is read."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, StringConstraints

from clawback.analysis.trace import Trust

# RFC 5322 §3.6.8: printable ASCII without a colon.
HeaderName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[!-9;-~]{1,76}$", to_lower=True)
]


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

    rule_headers: tuple[HeaderName, ...] = Field(
        default=(),
        description="Headers in which your servers write the name of a mail flow rule that a mail "
        "met, and of which they strip forged copies, such as `X-Transport-Rule`.",
    )
    loss_prevention_headers: tuple[HeaderName, ...] = Field(
        default=(), description="The same for rules against data loss."
    )

    @property
    def trust(self) -> Trust:
        return Trust(
            relays=tuple(str(network) for network in self.relays),
            filters=self.filters,
            authserv_ids=self.authserv_ids,
            rule_headers=self.rule_headers,
            loss_prevention_headers=self.loss_prevention_headers,
        )
