"""What receivers read: an alert as a JSON object, and as text for people."""

from __future__ import annotations

from clawback.alerts.channels.channel import Message

TEST_POLICY = "channel-test"
"""The policy of an alert that only tries a channel."""


def facts(message: Message, *, details: bool) -> dict[str, object]:
    """An alert as the API shows it; without `details` it names no address and no subject."""
    alert = message.alert
    return {
        "id": alert.id,
        "key": message.key,
        "policy": alert.policy,
        "name": alert.policy_name,
        "severity": alert.severity.value,
        "category": alert.category.value,
        "status": alert.status.value,
        "opened_at": alert.opened_at.isoformat(),
        "first_at": alert.first_at.isoformat(),
        "last_at": alert.last_at.isoformat(),
        "hits": alert.hits,
        "summary": alert.summary if details else "",
        "group": alert.group if details else "",
        "filter": alert.filter,
        "link": message.link,
    }


def title(message: Message) -> str:
    """One line."""
    alert = message.alert
    return f"{alert.severity.label}: {alert.policy_name}"


def lines(message: Message, *, details: bool) -> list[str]:
    """The rest for people, a fact a line."""
    alert = message.alert
    said = [f"{alert.hits:,} so far, the first at {alert.first_at:%Y-%m-%d %H:%M:%S} UTC."]
    if details and alert.summary:
        said.append(alert.summary)
    said.append(f"Alert {alert.id}, find its mail with {alert.filter}")
    if message.link:
        said.append(message.link)
    return said
