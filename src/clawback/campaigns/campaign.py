"""A campaign: mail that belongs together, some of which is bad."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from clawback.campaigns.clustering import MatchedBy
from clawback.model.labelled import Labelled
from clawback.model.verdict import ThreatType

WORST_FIRST = (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)
_LONGEST_NAME = 80  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A message and the cluster it was put to; `threats` is what it was held for last."""

    network_message_id: str
    cluster: str
    at: datetime
    matched_by: MatchedBy
    likeness: float
    threats: tuple[ThreatType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeup:
    """How many messages a cluster has, and how many of them are held for something."""

    mails: int
    held_for: Mapping[ThreatType, int]
    bad: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a cluster is a campaign.

    From `fewest` messages on, of which at least `share` (0 to 1) are held for something. Below the
    share it is a newsletter of which one was misjudged, rather than an attack of which one was
    recognised.
    """

    fewest: int = 3
    share: float = 0.1

    def makes(self, makeup: Makeup) -> bool:
        """Whether this is a campaign."""
        return (
            makeup.mails >= self.fewest
            and makeup.bad > 0
            and makeup.bad >= self.share * makeup.mails
        )


class Kind(Labelled):
    """What a campaign is for."""

    MALWARE = "malware", "Malware"
    PHISH = "phish", "Phish"
    SPAM = "spam", "Spam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A cluster that became a campaign. It never ends, and its id never means another.

    `subject` is that of one of its mails; `name` is the subject until somebody gives it another.
    `mails` are messages, not deliveries. `merged_into` is the campaign that has its mail now, if
    somebody merged them.
    """

    id: str
    kind: Kind
    name: str = ""
    subject: str = ""
    found_at: datetime
    first: datetime
    last: datetime
    mails: int
    merged_into: str = ""


def kind_of(threats: Collection[ThreatType]) -> Kind:
    """The worst of them; `threats` is not empty."""
    return Kind(next(one for one in WORST_FIRST if one in threats).value)


def name_of(subject: str, kind: Kind) -> str:
    """How a campaign is called at first."""
    plain = " ".join(subject.split())
    return plain[:_LONGEST_NAME] if plain else f"{kind.label} without a subject"
