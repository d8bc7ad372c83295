"""`clawback alert policy`: of what somebody wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.output import print_json, words
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.alerts import Notify, Policy, PolicyWish, TriedPolicy, wish_of

policy = App(name="policy", help="Keeps policies that say what raises an alert.")
AlertSeverity: TypeAlias = Literal["informational", "low", "medium", "high"]
FilterText: TypeAlias = Annotated[str | None, Parameter(name="--filter", allow_leading_hyphen=True)]
Channels: TypeAlias = Annotated[
    tuple[str, ...], Parameter(consume_multiple=True, negative_iterable="")
]
_POLICIES = (
    Column("id"),
    Column("severity"),
    Column("on"),
    Column("goes by", shrinks=True),
    Column("when"),
    Column("sent to"),
    Column("name", shrinks=True),
)
_DAYS = (Column("day (UTC)"), Column("alerts", right=True))
_FRESH: PolicyWish = {
    "name": "",
    "description": "",
    "condition": {"filter": "", "signal": None, "query": ""},
    "trigger": {"kind": "each", "count": 1, "minutes": 60, "by": ""},
    "severity": "low",
    "category": "threat_management",
    "notify": [],
    "enabled": True,
    "folds": True,
}


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be another way; what is left out stays.

    Attributes:
        name: How it is called.
        description: What it is for.
        filter_: Mail that comes in and fits raises it; narrows a signal about mail.
        query: The id of a shared saved query, in place of a filter.
        signal: What happens raises it, such as `click_through`; `none` for none.
        each: Every one raises an alert.
        threshold: So many within `minutes` raise one.
        unusual: More in an hour than is usual raises one, and so many at least.
        minutes: How long a threshold counts.
        by: A field whose values are counted apart, such as `sender_address`.
        severity: `informational`, `low`, `medium` or `high`.
        category: Such as `threat_management` or `mail_flow`.
        notify: Channels, each with the day's number if you like: `soc`, `soc:20`; `none` for none.
        enabled: Whether it counts.
        folds: Whether what follows within a minute is put to the same alert.
    """

    name: str | None = None
    description: str | None = None
    filter_: FilterText = None
    query: str | None = None
    signal: str | None = None
    each: Annotated[bool, Parameter(negative="")] = False
    threshold: int | None = None
    unusual: int | None = None
    minutes: int | None = None
    by: str | None = None
    severity: AlertSeverity | None = None
    category: str | None = None
    notify: Channels = ()
    enabled: bool | None = None
    folds: bool | None = None

    def applied(self, before: PolicyWish) -> PolicyWish:
        """The policy with the changes made."""
        return {
            "name": _other(self.name, before["name"]),
            "description": _other(self.description, before["description"]),
            "condition": {
                "filter": _other(self.filter_, before["condition"]["filter"]),
                "signal": self._signal(before["condition"]["signal"]),
                "query": _other(self.query, before["condition"]["query"]),
            },
            "trigger": {
                "kind": self._kind() or before["trigger"]["kind"],
                "count": self._count(before["trigger"]["count"]),
                "minutes": self.minutes or before["trigger"]["minutes"],
                "by": _other(self.by, before["trigger"]["by"]),
            },
            "severity": self.severity or before["severity"],
            "category": self.category or before["category"],
            "notify": list(map(_notify, self._channels())) if self.notify else before["notify"],
            "enabled": before["enabled"] if self.enabled is None else self.enabled,
            "folds": before["folds"] if self.folds is None else self.folds,
        }

    def _channels(self) -> tuple[str, ...]:
        return () if self.notify == ("none",) else self.notify

    def _signal(self, before: str | None) -> str | None:
        if self.signal == "none":
            return None
        return self.signal or before

    def _kind(self) -> str:
        wanted = [
            name
            for name, said in (
                ("each", self.each),
                ("threshold", self.threshold is not None),
                ("unusual", self.unusual is not None),
            )
            if said
        ]
        if len(wanted) > 1:
            raise UsageError("Give one of --each, --threshold and --unusual.")
        return wanted[0] if wanted else ""

    def _count(self, before: int) -> int:
        if self.each:
            return 1
        return self.threshold or self.unusual or before


_NOTHING = Wish()


@policy.command(name="list")
def list_(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists all policies, shipped ones first.

    Args:
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.alerts.policies()
    if form == "json":
        print_json(found)
    else:
        print_table(_POLICIES, list(map(_line, found)))


@policy.command
def show(policy_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells what a policy goes by.

    Args:
        policy_id: Its id, such as `user-reported` or `P-1M8MBMX0GA893`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _told(server.alerts.policy(policy_id), form)


@policy.command(name="set")
def set_(
    policy_id: str,
    /,
    *,
    wish: Wish = _NOTHING,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Keeps a policy otherwise; what is left out stays.

    Args:
        policy_id: Its id.
        wish: What is to be another way.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        before = wish_of(server.alerts.policy(policy_id))
        _told(server.alerts.change_policy(policy_id, wish.applied(before)), form)


@policy.command
def add(*, wish: Wish = _NOTHING, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Keeps another policy.

    Args:
        wish: What it is.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _told(server.alerts.add_policy(wish.applied(_FRESH)), form)


@policy.command
def remove(policy_id: str, /, *, where: Where = ANYWHERE) -> None:
    """Forgets a policy; one that is shipped is as it was shipped again.

    Args:
        policy_id: Its id.
        where: Which server.
    """
    with where.connect() as server:
        server.alerts.remove_policy(policy_id)
    say(harmless(f"{policy_id} is removed, or as it was shipped."))


@policy.command(name="try")
def try_(
    policy_id: str = "",
    /,
    *,
    days: int = 7,
    wish: Wish = _NOTHING,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Tells how often a policy would have raised an alert in the last days; keeps nothing.

    Args:
        policy_id: Its id; none, to try a new one.
        days: How many days, 30 at most.
        wish: What is to be another way.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        before = wish_of(server.alerts.policy(policy_id)) if policy_id else _FRESH
        made = wish.applied(before)
        tried = server.alerts.try_policy({**made, "name": made["name"] or "a trial"}, days)
    if form == "json":
        print_json(tried)
    else:
        _tell_tried(tried)


def _tell_tried(tried: TriedPolicy) -> None:
    print_table(_DAYS, [[one["day"][:10], f"{one['alerts']:,}"] for one in tried["days"]])
    cut = "" if tried["whole"] else f" More mail than is looked at; since {tried['since']} only."
    say(f"{tried['hits']:,} deliveries fit, which makes {tried['alerts']:,} alerts.{cut}")


def _told(one: Policy, form: str) -> None:
    if form == "json":
        print_json(one)
        return
    print_table(_POLICIES, [_line(one)])
    if one["description"]:
        say(harmless(one["description"]))
    if one["trouble"]:
        say(harmless(one["trouble"]))


def _line(one: Policy) -> list[str]:
    condition = one["condition"]
    goes_by = [condition["signal"] or "", condition["filter"], condition["query"]]
    return [
        one["id"],
        one["severity"],
        "yes" if one["enabled"] else "no",
        " ".join(filter(None, goes_by)),
        _when(one),
        ", ".join(each["channel"] for each in one["notify"]) or "-",
        one["name"],
    ]


def _when(one: Policy) -> str:
    trigger = one["trigger"]
    apart = f" by {words(trigger['by'])}" if trigger["by"] else ""
    if trigger["kind"] == "threshold":
        return f"{trigger['count']:,} in {trigger['minutes']:,} min{apart}"
    return f"{words(trigger['kind'])}{apart}"


def _notify(text: str) -> Notify:
    channel, _, daily = text.partition(":")
    if daily and not daily.isdecimal():
        raise UsageError(f"`{text}` is no channel with a day's number. Write it as soc:20.")
    return {"channel": channel, "daily": int(daily) if daily else 100}


def _other(wanted: str | None, before: str) -> str:
    return before if wanted is None else wanted
