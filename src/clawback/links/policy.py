"""Whose mail has its links protected, and how far. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from clawback.links.terms import AS_SET, ClickTerms, strictest
from clawback.model.labelled import Labelled
from clawback.model.location import Directionality
from clawback.model.tags import NO_TAGS, Members, Tags


class Extent(Labelled):
    """Which links of a mail are protected."""

    NOTHING = "nothing", "None"
    HTML = "html", "Those of HTML"
    TEXT_TOO = "text_too", "Those of HTML and of plain text"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRule:
    """What is done for some recipients; a condition that is `None` is met by all.

    `recipients` and `tags` are met by who is in either; `exempt` are not meant in spite of that.
    `senders` are met by the address of From or of the envelope.
    """

    name: str
    recipients: Members | None = None
    tags: AbstractSet[str] = frozenset()
    exempt: Members | None = None
    senders: Members | None = None
    directions: AbstractSet[Directionality] = frozenset({Directionality.INBOUND})
    extent: Extent = Extent.HTML
    terms: ClickTerms = AS_SET

    def is_for(self, recipient: str, tags: AbstractSet[str]) -> bool:
        """Whether this recipient, who has these tags, is meant."""
        if self.exempt and self.exempt.has(recipient):
            return False
        if self.recipients is None and not self.tags:
            return True
        named = self.recipients is not None and self.recipients.has(recipient)
        return named or bool(self.tags & tags)

    def is_from(self, senders: Sequence[str]) -> bool:
        """Whether a mail of one of these addresses is meant."""
        return self.senders is None or any(map(self.senders.has, senders))


BUILT_IN = LinkRule(name="built-in")
"""The last rule: the HTML of inbound mail."""
NOT_MEANT = LinkRule(name="none", directions=frozenset(Directionality), extent=Extent.NOTHING)
"""For mail that no rule is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPolicy:
    """Rules in their order; the first that fits counts, and `BUILT_IN` stands behind them."""

    rules: tuple[LinkRule, ...] = ()
    tags: Tags = NO_TAGS

    def rule(
        self, recipient: str, senders: Sequence[str], direction: Directionality | None
    ) -> LinkRule:
        """The rule for one recipient; mail of an unknown direction counts as inbound."""
        tags = self.tags.of(recipient)
        way = direction or Directionality.INBOUND
        fitting = (
            rule
            for rule in (*self.rules, BUILT_IN)
            if way in rule.directions and rule.is_for(recipient, tags) and rule.is_from(senders)
        )
        return next(fitting, NOT_MEANT)

    def extent(self, to: Mapping[str, Directionality | None], senders: Sequence[str]) -> Extent:
        """How far the links of one mail to all of these are protected.

        They get one body, so the rule that protects most counts.
        """
        extents = {self.rule(one, senders, way).extent for one, way in to.items()}
        return max(extents, key=list(Extent).index, default=Extent.NOTHING)

    def terms(self, to: Mapping[str, Directionality | None], senders: Sequence[str]) -> ClickTerms:
        """What becomes of clicks on the links of one mail to all of these.

        Of those whose links are not protected, nothing is asked.
        """
        rules = (self.rule(one, senders, way) for one, way in to.items())
        return strictest(rule.terms for rule in rules if rule.extent is not Extent.NOTHING)


def leaves(to: Mapping[str, Directionality | None]) -> bool:
    """Whether a mail goes out to somebody, who must get no protected link of ours."""
    return Directionality.OUTBOUND in to.values()
