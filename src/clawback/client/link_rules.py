"""Rules for links and spared links, as methods; errors as in `transport.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict, cast
from urllib.parse import quote

from clawback.client.transport import Body, Query, Transport

_RULES = "/api/v1/links/rules"
_SPARED = "/api/v1/links/spared"


class LinkRule(TypedDict):
    """A rule in its place; `id` is empty where it is not kept by people."""

    id: str
    origin: str
    name: str
    recipients: list[str]
    tags: list[str]
    exempt: list[str]
    senders: list[str]
    directions: list[str]
    rewrite: str
    rewrite_label: str
    click_through: str | None
    track: bool
    enabled: bool
    at: str | None
    by_name: str


class LinkRules(TypedDict):
    """All rules in their order, and the edition that they are."""

    edition: int
    items: list[LinkRule]
    works: bool


class TriedRule(TypedDict):
    """The rule that counts for a mail."""

    name: str
    origin: str
    rewrite: str
    rewrite_label: str
    spared: bool


class SparedLink(TypedDict):
    """A link that is never rewritten."""

    entry: str
    origin: str
    reason: str
    at: str | None
    by_name: str


class LinkRulesClient:
    """The rules of one server. `edition` is that of the rules that were read."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def every(self) -> LinkRules:
        """All rules in their order."""
        return cast("LinkRules", self._transport.json("GET", _RULES))

    def keep(self, rule: Mapping[str, object], *, enabled: bool, edition: int) -> LinkRules:
        """Keeps another rule."""
        body = Body.of({"rule": rule, "enabled": enabled, "edition": edition})
        return cast("LinkRules", self._transport.json("POST", _RULES, body=body))

    def change(
        self, rule_id: str, rule: Mapping[str, object], *, enabled: bool, edition: int
    ) -> LinkRules:
        """Keeps a rule otherwise."""
        body = Body.of({"rule": rule, "enabled": enabled, "edition": edition})
        path = f"{_RULES}/{quote(rule_id, safe='')}"
        return cast("LinkRules", self._transport.json("PUT", path, body=body))

    def remove(self, rule_id: str, *, edition: int) -> LinkRules:
        """Keeps a rule no more."""
        path = f"{_RULES}/{quote(rule_id, safe='')}"
        answer = self._transport.json("DELETE", path, query={"edition": edition})
        return cast("LinkRules", answer)

    def put_in_order(self, ids: Sequence[str], *, edition: int) -> LinkRules:
        """The kept rules in another order."""
        body = Body.of({"ids": list(ids), "edition": edition})
        return cast("LinkRules", self._transport.json("PUT", f"{_RULES}/order", body=body))

    def tried(
        self, recipient: str, *, sender: str = "", direction: str = "inbound", url: str = ""
    ) -> TriedRule:
        """Which rule counts for a mail to somebody."""
        query: Query = {
            "recipient": recipient,
            "sender": sender,
            "direction": direction,
            "url": url,
        }
        return cast("TriedRule", self._transport.json("GET", f"{_RULES}/try", query=query))

    def spared(self) -> list[SparedLink]:
        """Links that are never rewritten."""
        return cast("list[SparedLink]", self._transport.json("GET", _SPARED)["items"])

    def spare(self, entry: str, reason: str = "") -> SparedLink:
        """Never rewrites such links from now on."""
        body = Body.of({"entry": entry, "reason": reason})
        return cast("SparedLink", self._transport.json("POST", _SPARED, body=body))

    def spare_no_more(self, entry: str) -> None:
        """Rewrites such links again."""
        self._transport.json("DELETE", _SPARED, query={"entry": entry})
