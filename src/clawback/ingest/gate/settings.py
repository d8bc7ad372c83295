"""What an administrator can set about the gate."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from clawback.ingest.gate.policy import GatePolicy, Threat
from clawback.ingest.ruling import GateAction
from clawback.model.folding import fold
from clawback.model.location import Directionality

Mode = Literal["observe", "enforce"]
_LONGEST_TAG = 40  # characters; encoded, it still fits a line


def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(name.strip().removeprefix("@")) for name in names)


def _tag(text: str) -> str:
    if not text.strip() or not text.isprintable() or len(text) > _LONGEST_TAG:
        raise ValueError("must be one line of 1 to 40 characters")
    return text.strip()


class GateSettings(BaseModel):
    """Section `ingest.gate` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = Field(
        default="observe",
        description="`observe`: the milter records every mail and changes none; `enforce`: it does "
        "what the policy below says.",
    )
    seconds: float = Field(
        default=2.0,
        ge=0.1,
        le=30.0,
        description="How long a mail may be judged while the mail server waits; then it goes on, "
        "marked as not judged.",
    )
    malware: GateAction = Field(
        default=GateAction.QUARANTINE, description="What is done with malware."
    )
    phish_high: GateAction = Field(
        default=GateAction.QUARANTINE,
        description="What is done with phish of high confidence.",
    )
    phish: GateAction = Field(
        default=GateAction.JUNK, description="What is done with all other phish."
    )
    spam_high: GateAction = Field(
        default=GateAction.JUNK,
        description="What is done with spam of high confidence: a level of 7 or more, or twice a "
        "filter's threshold.",
    )
    spam: GateAction = Field(
        default=GateAction.JUNK, description="What is done with all other spam."
    )
    bulk: GateAction = Field(
        default=GateAction.ACCEPT, description="What is done with what is nothing but bulk mail."
    )
    directions: frozenset[Directionality] = Field(
        default=frozenset({Directionality.INBOUND}),
        description="The mail that the policy is for, of `inbound`, `intra_org` and `outbound`; "
        "all mail counts as inbound where `ingest.own_domains` is not set.",
    )
    exempt: Annotated[frozenset[str], AfterValidator(_folded)] = Field(
        default=frozenset(),
        description="Recipients that get all their mail: addresses, and domains without an at "
        "sign. Marks in a mail are seen by them too.",
    )
    tag: Annotated[str, AfterValidator(_tag)] = Field(
        default="[Suspicious]", description="What `tag` puts in front of a subject."
    )

    def policy(self, journal_addresses: frozenset[str]) -> GatePolicy:
        """The policy; journal addresses get their copies whatever it says."""
        actions = {threat: GateAction(getattr(self, threat.value)) for threat in Threat}
        return GatePolicy(
            actions=MappingProxyType(actions),
            directions=self.directions,
            exempt=self.exempt | journal_addresses,
            tag=self.tag,
        )
