"""When a campaign is so bad that its mail is held for it; pure."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.campaigns.campaign import WORST_FIRST, Makeup
from clawback.model.labelled import Labelled
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

PROVIDER = "campaign"


class Say(Labelled):
    """What the word of a campaign is worth."""

    OFF = "off", "Campaigns say nothing of their mail"
    EVIDENCE = "evidence", "It is told and decides nothing"
    DECIDE = "decide", "Mail is held for what its campaign is held for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A campaign of at least `fewest` messages says what at least `share` (0 to 1) are held for.

    It is asked with the make-up of its witnesses: mail against which nobody speaks but the campaign
    itself is neither good nor bad.
    """

    say: Say = Say.EVIDENCE
    fewest: int = 5
    share: float = 0.5

    def threat(self, makeup: Makeup) -> ThreatType | None:
        """The worst that enough of it is held for."""
        if makeup.mails < self.fewest:
            return None
        return next(
            (one for one in WORST_FIRST if makeup.held_for[one] >= self.share * makeup.mails), None
        )

    def word(self, campaign: str, makeup: Makeup) -> Finding | None:
        """What the campaign says of a mail that comes to it; nothing where it is not bad enough."""
        threat = self.threat(makeup)
        if threat is None or self.say is Say.OFF:
            return None
        evidence = self._evidence(campaign, threat, makeup)
        if self.say is Say.EVIDENCE:
            return Finding(provider=PROVIDER, evidence=(*evidence, "It decides nothing yet."))
        return Finding(
            provider=PROVIDER,
            threat=threat,
            technology=DetectionTechnology.CAMPAIGN,
            confidence=PhishConfidence.NORMAL if threat is ThreatType.PHISH else None,
            evidence=evidence,
        )

    def sentence(self, campaign: str, threat: ThreatType, makeup: Makeup) -> str:
        """How bad the campaign is."""
        bad = makeup.held_for[threat]
        return (
            f"It belongs to the campaign {campaign}: {bad:,} of {makeup.mails:,} messages, "
            f"{_percent(bad / makeup.mails)}, are held for {threat.label.lower()}."
        )

    def _evidence(self, campaign: str, threat: ThreatType, makeup: Makeup) -> tuple[str, ...]:
        otherwise = (
            f"With less than {_percent(self.share)}, or fewer than {self.fewest:,} messages, the "
            "campaign would say nothing. Its own word does not count."
        )
        return self.sentence(campaign, threat, makeup), otherwise


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
