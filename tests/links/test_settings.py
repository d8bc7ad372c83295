"""Settings of links say what is wrong with them, and become a policy."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.links.policy import Extent, LinkPolicy
from clawback.links.settings import LinksSettings
from clawback.model.location import Directionality
from clawback.model.tags import Tags


def test_rules_are_read():
    """In their order, for those whom they name."""
    vip = {"name": "vip", "tags": ["vip"], "rewrite": "text_too"}
    lab = {"name": "lab", "recipients": ["lab.example.org"], "rewrite": "nothing"}
    settings = LinksSettings.model_validate(
        {"base_url": "https://Links.example.org/", "policies": [vip, lab]}
    )
    assert settings.base_url == "https://links.example.org"
    policy = LinkPolicy(
        rules=tuple(one.rule for one in settings.policies),
        tags=Tags.read({"vip": ["anna@example.org"]}),
    )
    rules = [
        policy.rule(f"{who}@{where}", (), Directionality.INBOUND)
        for who, where in (("anna", "example.org"), ("x", "lab.example.org"), ("x", "example.org"))
    ]
    assert [rule.name for rule in rules] == ["vip", "lab", "built-in"]
    assert [rule.extent for rule in rules] == [Extent.TEXT_TOO, Extent.NOTHING, Extent.HTML]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"base_url": "links.example.org"}, "must be a scheme and a host"),
        ({"base_url": "https://links.example.org/x"}, "must be a scheme and a host"),
        ({"base_url": 'https://a"b'}, "must be a scheme and a host"),
        ({"do_not_rewrite_list": "no list!"}, "is not the name of a list"),
        ({"policies": [{"name": "a", "directions": ["outbound"]}]}, "has its links restored"),
        ({"policies": [{"name": "a", "recipients": ["@"]}]}, "is not an address"),
        ({"policies": [{"name": "a", "tags": ["No Tag"]}]}, "is not the name of a tag"),
        ({"policies": [{"name": "a"}, {"name": "a"}]}, "the same name"),
        ({"policies": [{"name": "a", "rewrite": "all"}]}, "nothing"),
        ({"arc_domain": "example.org"}, "set together or not at all"),
        ({"banner_for_signed": "two\nlines"}, "must be one line"),
        ({"arc_domain": "a b"}, "a name of the DNS"),
        ({"policies": [{"name": "a", "colour": "red"}]}, "Extra inputs"),
    ],
)
def test_what_is_wrong_is_told(given, said):
    """In words that name it."""
    with pytest.raises(ValidationError, match=said):
        LinksSettings(**given)
