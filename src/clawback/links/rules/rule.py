"""A rule that people keep, and a link that they spare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clawback.links.settings import LinkRuleTable
from clawback.model.errors import BadInputError, ConflictError, NotFoundError

MOST_RULES = 200
MOST_SPARED = 5_000


class RuleOrigin(StrEnum):
    """Where a rule stands."""

    KEPT = "kept"
    SETTINGS = "settings"
    BUILT_IN = "built_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRule:
    """A rule in its place; one that is not enabled counts for nothing."""

    id: str
    table: LinkRuleTable
    enabled: bool
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SparedLink:
    """A link that is never rewritten, as `links.do_not_rewrite` of the settings has them."""

    entry: str
    reason: str
    at: datetime
    by_name: str


class RuleMissingError(NotFoundError):
    """There is no such rule; rules of the settings are changed there."""

    code = "link_rule_missing"


class RulesChangedError(ConflictError):
    """Somebody changed the rules since you read them. Read them again, then change them."""

    code = "link_rules_changed"


class RuleNameTakenError(ConflictError):
    """Another rule has this name. Give it one of its own."""

    code = "link_rule_name_taken"


class TooManyRulesError(BadInputError):
    """No more rules can be kept. Put several into one, or take some away."""

    code = "too_many_link_rules"


class WrongOrderError(BadInputError):
    """The order must name every rule that is kept, once each."""

    code = "wrong_order"


class NotALinkError(BadInputError):
    """This names no host and no link. Write `intranet.example.org` or `example.org/public/*`."""

    code = "spares_nothing"


class TooManySparedError(BadInputError):
    """No more links can be spared here. Use an uploaded list (`links.do_not_rewrite_list`)."""

    code = "too_many_spared"


class SparedMissingError(NotFoundError):
    """This link is not spared here; those of the settings and of a list are changed there."""

    code = "spared_missing"
