"""What can be watched, and what of it has changed between two looks: pure decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from clawback.identity.role import Permission
from clawback.model.actor import Actor
from clawback.model.version import Version

GONE = ""
"""The version of what is not there any more, or has long been as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Things of one kind: who may hear of them, and how they stand now."""

    name: str
    needs: Permission
    look: Callable[[], Iterable[Version]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was."""

    topic: Topic
    version: Version


Sight: TypeAlias = Mapping[tuple[str, str], Change]
"""Everything that was seen in one look, by topic and id."""


def seen(topics: Iterable[Topic]) -> Sight:
    """How everything stands now."""
    return {
        (topic.name, version.id): Change(topic=topic, version=version)
        for topic in topics
        for version in topic.look()
    }


def changed(before: Sight, after: Sight) -> list[Change]:
    """What has come, gone, or become another version."""
    fresh = [one for key, one in after.items() if _text(before.get(key)) != one.version.text]
    gone = [
        Change(topic=one.topic, version=_without_text(one.version))
        for key, one in before.items()
        if key not in after
    ]
    return [*fresh, *gone]


def may_hear(actor: Actor, change: Change) -> bool:
    """Whether this is for the actor's ears."""
    version = change.version
    return (
        actor.may(change.topic.needs)
        and actor.scope.includes(version.scope)
        and version.owner in {"", actor.person or actor.id}
    )


def _text(change: Change | None) -> str | None:
    return None if change is None else change.version.text


def _without_text(version: Version) -> Version:
    return Version(id=version.id, text=GONE, scope=version.scope, owner=version.owner)
