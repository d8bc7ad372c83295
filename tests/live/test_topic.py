"""What has changed between two looks, and who may hear of it."""

from __future__ import annotations

import pytest

from clawback.identity.role import Permission
from clawback.live.topic import GONE, Change, Topic, changed, may_hear, seen
from clawback.model.actor import Actor
from clawback.model.scope import Scope
from clawback.model.version import Version, version_text

SALES = Scope(frozenset({"sales.example"}))


def topic(*versions, name="remediations"):
    return Topic(name=name, needs=Permission.REMEDIATIONS_READ, look=lambda: versions)


def actor(**said):
    known = {"permissions": frozenset({Permission.REMEDIATIONS_READ})}
    return Actor(**{"id": "p1", "person": "p1", "name": "Nora", "role": "analyst", **known, **said})


def heard(before, after):
    return {(one.topic.name, one.version.id): one.version.text for one in changed(before, after)}


def test_only_what_is_another_version_has_changed():
    """What came, what went and what is different is told; what stands as before is not."""
    before = seen([topic(Version(id="a", text="1"), Version(id="b", text="1"))])
    after = seen([topic(Version(id="b", text="2"), Version(id="c", text="1"))])
    assert heard(before, after) == {
        ("remediations", "a"): GONE,
        ("remediations", "b"): "2",
        ("remediations", "c"): "1",
    }
    assert heard(after, after) == {}


def test_one_id_in_two_topics_is_two_things():
    """A container and a remediation may have the same id."""
    one = Version(id="a", text="1")
    before = seen([topic(one), topic(name="containers")])
    assert heard(before, seen([topic(one), topic(one, name="containers")])) == {
        ("containers", "a"): "1"
    }


@pytest.mark.parametrize(
    ("who", "version", "expected"),
    [
        ({}, {}, True),
        ({"permissions": frozenset()}, {}, False),
        ({"scope": SALES}, {}, False),
        ({"scope": SALES}, {"scope": SALES}, True),
        ({}, {"owner": "p1"}, True),
        ({}, {"owner": "p2"}, False),
        ({"id": "token:1", "person": ""}, {"owner": "token:1"}, True),
    ],
)
def test_each_hears_what_they_may_read(who, version, expected):
    """It takes the permission to read, a scope that includes the thing, and its being one's own."""
    change = Change(topic=topic(), version=Version(id="a", text="1", **version))
    assert may_hear(actor(**who), change) is expected


def test_a_versions_text_tells_its_parts():
    """Equal parts have equal texts, others have others, however they are split."""
    assert version_text("a", 1) == version_text("a", 1)
    assert len({version_text("a", 1), version_text("a", "1"), version_text("a1")}) == 3
