"""Rules for links, on parts that a test has."""

from __future__ import annotations

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.lists import Lists
from clawback.links.rules.current import CurrentRules
from clawback.links.rules.rules import LinkRules
from clawback.links.settings import LinksSettings
from clawback.links.sparing import SparedNow
from clawback.model.clock import Clock
from clawback.model.tags import Tags

SETTINGS = LinksSettings.model_validate(
    {
        "base_url": "https://links.example.org",
        "do_not_rewrite": ["intranet.example.org"],
        "policies": [{"name": "lab", "recipients": ["lab.example.org"], "rewrite": "nothing"}],
    }
)


def link_rules_of(database: Database, lists: Lists, clock: Clock, tags: Tags) -> LinkRules:
    """With one rule and one spared host in the settings."""
    fixed = [one.rule for one in SETTINGS.policies]
    current = CurrentRules(database, fixed=fixed, tags=tags)
    spared = SparedNow(lists, entries=SETTINGS.do_not_rewrite, named="", kept=current.spared)
    trail = Trail(database, clock)
    return LinkRules(database, trail, clock, settings=SETTINGS, tags=tags, spared=spared)
