"""The one door to rules for links: kept, changed, put in order, tried; and to spared links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clawback.analysis.urls.target import target
from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.filters.urls import refang, without_scheme
from clawback.links.policy import BUILT_IN, LinkPolicy, LinkRule
from clawback.links.rules import records
from clawback.links.rules.rule import (
    MOST_RULES,
    MOST_SPARED,
    KeptRule,
    NotALinkError,
    RuleMissingError,
    RuleNameTakenError,
    RuleOrigin,
    RulesChangedError,
    SparedLink,
    SparedMissingError,
    TooManyRulesError,
    TooManySparedError,
    WrongOrderError,
)
from clawback.links.settings import LinkRuleTable, LinksSettings
from clawback.links.sparing import SparedNow
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.folding import fold
from clawback.model.identifier import new_id
from clawback.model.location import Directionality
from clawback.model.tags import Tags

_LETTER = "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All rules in their order: those that people keep, those of the settings, the built-in one.

    `edition` is another number after every change. `works` is whether links are rewritten at all.
    """

    edition: int
    kept: Sequence[KeptRule]
    settings: Sequence[LinkRuleTable]
    works: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The rule that counts for a mail, where it stands, and whether a link is spared."""

    rule: LinkRule
    origin: RuleOrigin
    spared: bool


class LinkRules:
    """Safe to call from several threads."""

    def __init__(
        self,
        database: Database,
        trail: Trail,
        clock: Clock,
        *,
        settings: LinksSettings,
        tags: Tags,
        spared: SparedNow,
    ) -> None:
        self._database = database
        self._trail = trail
        self._clock = clock
        self.settings = settings
        self._tags = tags
        self._spared = spared

    def book(self) -> Book:
        """All rules."""
        with self._database.read() as connection:
            return self._book(connection)

    def keep(self, actor: Actor, table: LinkRuleTable, *, enabled: bool, edition: int) -> Book:
        """Keeps another rule, behind the others that people keep.

        Raises:
            RulesChangedError, RuleNameTakenError, TooManyRulesError: as they say.
        """
        with self._database.write() as connection:
            kept = self._same(connection, edition)
            if len(kept) >= MOST_RULES:
                raise TooManyRulesError
            self._own_name(table, kept)
            made = self._made(actor, table, new_id(_LETTER, self._clock.now()), enabled=enabled)
            records.keep(connection, made)
            return self._told(connection, actor, "kept", made.id, made.table.name)

    def change(
        self, actor: Actor, rule_id: str, table: LinkRuleTable, *, enabled: bool, edition: int
    ) -> Book:
        """Keeps a rule otherwise; raises as `keep`, and `RuleMissingError`."""
        with self._database.write() as connection:
            kept = self._same(connection, edition)
            if rule_id not in {one.id for one in kept}:
                raise RuleMissingError
            self._own_name(table, [one for one in kept if one.id != rule_id])
            records.change(connection, self._made(actor, table, rule_id, enabled=enabled))
            return self._told(connection, actor, "changed", rule_id, table.name)

    def remove(self, actor: Actor, rule_id: str, *, edition: int) -> Book:
        """Keeps a rule no more. Raises `RulesChangedError`, `RuleMissingError`."""
        with self._database.write() as connection:
            found = [one for one in self._same(connection, edition) if one.id == rule_id]
            if not found:
                raise RuleMissingError
            records.remove(connection, rule_id)
            return self._told(connection, actor, "removed", rule_id, found[0].table.name)

    def put_in_order(self, actor: Actor, ids: Sequence[str], *, edition: int) -> Book:
        """The kept rules in another order. Raises `RulesChangedError`, `WrongOrderError`."""
        with self._database.write() as connection:
            kept = self._same(connection, edition)
            if sorted(ids) != sorted(one.id for one in kept):
                raise WrongOrderError
            records.put_in_order(connection, ids)
            return self._told(connection, actor, "put in order", "", ", ".join(ids)[:500])

    def tried(self, recipient: str, sender: str, direction: Directionality, url: str = "") -> Tried:
        """What counts for a mail to somebody, from an address."""
        book = self.book()
        kept = [one.table.rule for one in book.kept if one.enabled]
        fixed = [one.rule for one in book.settings]
        policy = LinkPolicy(rules=(*kept, *fixed), tags=self._tags)
        rule = policy.rule(recipient, [sender] if sender else [], direction)
        at = target(refang(url)) if url else None
        return Tried(
            rule=rule,
            origin=_origin(rule, kept, fixed),
            spared=at is not None and self._spared.now()(at),
        )

    def spared(self) -> Sequence[SparedLink]:
        """Those that people spare here, by their text."""
        with self._database.read() as connection:
            return records.spared(connection)

    def spare(self, actor: Actor, entry: str, reason: str) -> SparedLink:
        """Never rewrites such links from now on. Raises `NotALinkError`, `TooManySparedError`."""
        plain = fold(without_scheme(refang(entry.strip()))).rstrip("/")
        if not plain.strip("*?./") or any(map(str.isspace, plain)):
            raise NotALinkError
        made = SparedLink(entry=plain, reason=reason, at=self._clock.now(), by_name=actor.name)
        with self._database.write() as connection:
            records.spare(connection, made)
            if len(records.spared(connection)) > MOST_SPARED:
                raise TooManySparedError  # takes back what was spared
            self._told(connection, actor, "spared", plain, reason)
        return made

    def spare_no_more(self, actor: Actor, entry: str) -> None:
        """Rewrites such links again. Raises `SparedMissingError`."""
        with self._database.write() as connection:
            if not records.spare_no_more(connection, entry):
                raise SparedMissingError
            self._told(connection, actor, "spared no more", entry, "")

    def _book(self, connection: Connection) -> Book:
        return Book(
            edition=records.edition(connection),
            kept=records.rules(connection),
            settings=self.settings.policies,
            works=bool(self.settings.base_url),
        )

    def _same(self, connection: Connection, edition: int) -> Sequence[KeptRule]:
        if records.edition(connection) != edition:
            raise RulesChangedError
        return records.rules(connection)

    def _own_name(self, table: LinkRuleTable, others: Sequence[KeptRule]) -> None:
        taken = {one.table.name for one in others} | {one.name for one in self.settings.policies}
        if table.name in taken | {BUILT_IN.name}:
            raise RuleNameTakenError

    def _made(self, actor: Actor, table: LinkRuleTable, id_: str, *, enabled: bool) -> KeptRule:
        return KeptRule(
            id=id_, table=table, enabled=enabled, at=self._clock.now(), by_name=actor.name
        )

    def _told(
        self, connection: Connection, actor: Actor, what: str, subject: str, about: str
    ) -> Book:
        records.another_edition(connection)
        self._trail.record(
            connection,
            actor,
            AuditAction.LINK_RULES,
            f"link_rule:{subject}",
            details={"change": what, "about": about},
        )
        return self._book(connection)


def _origin(rule: LinkRule, kept: Sequence[LinkRule], fixed: Sequence[LinkRule]) -> RuleOrigin:
    if rule in kept:
        return RuleOrigin.KEPT
    return RuleOrigin.SETTINGS if rule in fixed else RuleOrigin.BUILT_IN
