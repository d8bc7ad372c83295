"""The shipped policies and the signals, as tables for `docs/reference`."""

from __future__ import annotations

from clawback.alerts.built_in import BUILT_IN
from clawback.alerts.policy import Policy, TriggerKind
from clawback.alerts.signal import SignalKind


def policy_table() -> str:
    """Every shipped policy, in Markdown, in the order in which they are listed."""
    names = ("Policy", "Id", "Goes by", "When", "Severity", "Category", "On")
    head = f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n"
    return head + "".join(map(_policy, BUILT_IN))


def signal_table() -> str:
    """Every signal, in Markdown."""
    head = "| Signal | Tells | About mail |\n|---|---|---|\n"
    return head + "".join(map(_signal, SignalKind))


def _policy(one: Policy) -> str:
    condition = one.condition
    said = [condition.signal.value if condition.signal else "", condition.filter]
    goes_by = " and ".join(f"`{each}`" for each in said if each)
    cells = (
        one.name,
        f"`{one.id}`",
        goes_by,
        _when(one),
        one.severity.label,
        one.category.label,
        "yes" if one.enabled else "no",
    )
    return f"| {' | '.join(cells)} |\n"


def _when(one: Policy) -> str:
    trigger = one.trigger
    by = f", apart by `{trigger.by}`" if trigger.by else ""
    match trigger.kind:
        case TriggerKind.EACH:
            return "each time" if one.folds else "each time, never folded"
        case TriggerKind.THRESHOLD:
            return f"{trigger.count:,} in {trigger.minutes} minutes{by}"
        case TriggerKind.UNUSUAL:
            return f"more than usual in an hour, and {trigger.count} at least{by}"


def _signal(one: SignalKind) -> str:
    return f"| `{one.value}` | {one.label} | {'yes' if one.about_mail else ''} |\n"
