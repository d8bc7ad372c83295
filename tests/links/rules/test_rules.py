"""Rules for links are kept, changed and put in order by people, and count within a second."""

from __future__ import annotations

from contextlib import closing

import pytest
from tests.making.house import TurnedClock
from tests.servers.state import open_state

from clawback.audit.trail import Trail
from clawback.filters.lists import FolderOfLists
from clawback.links.policy import Extent
from clawback.links.rules import current as looking
from clawback.links.rules.current import CurrentRules
from clawback.links.rules.rule import (
    NotALinkError,
    RuleMissingError,
    RuleNameTakenError,
    RuleOrigin,
    RulesChangedError,
    SparedMissingError,
    WrongOrderError,
)
from clawback.links.rules.rules import LinkRules
from clawback.links.settings import LinkRuleTable, LinksSettings
from clawback.links.sparing import SparedNow
from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import UnavailableError
from clawback.model.location import Directionality
from clawback.model.tags import Tags

ADA = Actor(id="ada", name="Ada", role="admin", kind=ActorKind.PERSON)
TAGS = Tags.read({"vip": ["anna@example.org"]})
SETTINGS = LinksSettings.model_validate(
    {
        "base_url": "https://links.example.org",
        "do_not_rewrite": ["intranet.example.org"],
        "policies": [{"name": "lab", "recipients": ["lab.example.org"], "rewrite": "nothing"}],
    }
)
VIP = LinkRuleTable(name="vip", tags=frozenset({"vip"}), rewrite=Extent.TEXT_TOO)
NEWS = LinkRuleTable(name="news", senders=("news.example",), rewrite=Extent.NOTHING)
INBOUND = Directionality.INBOUND


class Room:
    """The rules, and whoever goes by them in the same server."""

    def __init__(self, folder, database):
        self.database = database
        fixed = [one.rule for one in SETTINGS.policies]
        self.current = CurrentRules(database, fixed=fixed, tags=TAGS)
        spared = SparedNow(
            FolderOfLists(folder / "lists"),
            entries=SETTINGS.do_not_rewrite,
            named="",
            kept=self.current.spared,
        )
        clock = TurnedClock()
        self.rules = LinkRules(
            database, Trail(database, clock), clock, settings=SETTINGS, tags=TAGS, spared=spared
        )

    def keep(self, *tables):
        book = self.rules.book()
        for table in tables:
            book = self.rules.keep(ADA, table, enabled=True, edition=self.rules.book().edition)
        return book

    def names(self):
        return [one.table.name for one in self.rules.book().kept]

    def counts(self, recipient, sender="x@y.example"):
        return self.current.policy().rule(recipient, [sender], INBOUND).name


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr(looking, "_LOOKED_EVERY", 0.0)
    with closing(open_state(tmp_path / "state.sqlite")) as database:
        yield Room(tmp_path, database)


def test_what_is_kept_counts_before_the_settings(room):
    """The kept rules in their order, then those of the settings, then the built-in one."""
    assert room.counts("anna@example.org") == "built-in"
    room.keep(VIP, NEWS)
    assert room.counts("anna@example.org", "a@news.example") == "vip"
    assert room.counts("bob@example.org", "a@news.example") == "news"
    assert room.counts("bob@lab.example.org") == "lab"
    assert room.counts("bob@example.org") == "built-in"


def test_the_order_is_what_people_say(room):
    """Another order has another rule count; it must name every rule."""
    book = room.keep(VIP, NEWS)
    ids = [one.id for one in book.kept]
    book = room.rules.put_in_order(ADA, ids[::-1], edition=book.edition)
    assert room.names() == ["news", "vip"]
    assert room.counts("anna@example.org", "a@news.example") == "news"
    for wrong in (ids[:1], [*ids, ids[0]], ["L-x", *ids]):
        with pytest.raises(WrongOrderError):
            room.rules.put_in_order(ADA, wrong, edition=book.edition)


def test_who_read_an_older_edition_changes_nothing(room):
    """Two people change at once: the second is told to read again."""
    edition = room.rules.book().edition
    book = room.keep(VIP)
    (one,) = book.kept
    for change in (
        lambda: room.rules.keep(ADA, NEWS, enabled=True, edition=edition),
        lambda: room.rules.change(ADA, one.id, NEWS, enabled=True, edition=edition),
        lambda: room.rules.remove(ADA, one.id, edition=edition),
        lambda: room.rules.put_in_order(ADA, [one.id], edition=edition),
    ):
        with pytest.raises(RulesChangedError):
            change()
    assert room.names() == ["vip"]


def test_a_rule_is_changed_switched_off_and_removed(room):
    """In its place; one that is off counts for nothing."""
    book = room.keep(VIP, NEWS)
    first = book.kept[0].id
    book = room.rules.change(ADA, first, VIP, enabled=False, edition=book.edition)
    assert room.counts("anna@example.org") == "built-in"
    assert room.names() == ["vip", "news"]
    book = room.rules.remove(ADA, first, edition=book.edition)
    assert room.names() == ["news"]
    with pytest.raises(RuleMissingError):
        room.rules.remove(ADA, first, edition=book.edition)
    with pytest.raises(RuleMissingError):
        room.rules.change(ADA, first, VIP, enabled=True, edition=book.edition)


@pytest.mark.parametrize("name", ["vip", "lab", "built-in"])
def test_a_name_is_one_rules_own(room, name):
    """Among the kept, those of the settings, and the built-in one; its own may stay."""
    book = room.keep(VIP, NEWS)
    taken = NEWS.model_copy(update={"name": name})
    with pytest.raises(RuleNameTakenError):
        room.rules.keep(ADA, taken, enabled=True, edition=book.edition)
    with pytest.raises(RuleNameTakenError):
        room.rules.change(ADA, book.kept[1].id, taken, enabled=True, edition=book.edition)
    room.rules.change(ADA, book.kept[1].id, NEWS, enabled=True, edition=book.edition)


def test_it_can_be_tried(room):
    """Which rule counts, where it stands, and whether a link is spared."""
    room.keep(VIP)
    room.rules.spare(ADA, "https://Public.example/*", "ours")

    def tried(recipient, url=""):
        found = room.rules.tried(recipient, "a@b.example", INBOUND, url)
        return found.rule.name, found.origin, found.spared

    assert tried("anna@example.org") == ("vip", RuleOrigin.KEPT, False)
    assert tried("x@lab.example.org") == ("lab", RuleOrigin.SETTINGS, False)
    spared = ("built-in", RuleOrigin.BUILT_IN, True)
    assert tried("x@y.example", "hxxps://public[.]example/a") == spared
    assert tried("x@y.example", "https://intranet.example.org/") == spared


def test_a_link_is_spared_and_not_any_more(room):
    """As its host and path are compared; the last word on each counts."""
    assert room.rules.spare(ADA, " hxxps://Shop[.]Example/ ", "a").entry == "shop.example"
    room.rules.spare(ADA, "shop.example", "b")
    assert [(one.entry, one.reason) for one in room.rules.spared()] == [("shop.example", "b")]
    assert room.current.spared()[1] == ("shop.example",)
    room.rules.spare_no_more(ADA, "shop.example")
    assert room.current.spared()[1] == ()
    with pytest.raises(SparedMissingError):
        room.rules.spare_no_more(ADA, "shop.example")


@pytest.mark.parametrize("entry", ["*", "https://", "?", "a b.example", "*.*"])
def test_what_would_spare_everything_or_nothing_is_refused(room, entry):
    """An entry names a host."""
    with pytest.raises(NotALinkError):
        room.rules.spare(ADA, entry, "")


def test_a_database_that_is_away_holds_no_mail_up(room, monkeypatch):
    """The rules are as they were, and counted anew when it is back."""
    room.keep(VIP)
    assert room.counts("anna@example.org") == "vip"
    reading = room.database.read

    def away():
        raise UnavailableError("The database is away.")

    monkeypatch.setattr(room.database, "read", away)
    assert room.counts("anna@example.org") == "vip"
    monkeypatch.setattr(room.database, "read", reading)
    room.rules.remove(ADA, room.rules.book().kept[0].id, edition=1)
    assert room.counts("anna@example.org") == "built-in"


def test_a_change_counts_half_a_second_later(room, monkeypatch):
    """Not before the next look, and at that one."""
    now = [100.0]
    monkeypatch.setattr(looking, "_LOOKED_EVERY", 0.5)
    monkeypatch.setattr(looking, "monotonic", lambda: now[0])
    assert room.counts("anna@example.org") == "built-in"
    room.keep(VIP)
    now[0] += 0.49
    assert room.counts("anna@example.org") == "built-in"
    now[0] += 0.01
    assert room.counts("anna@example.org") == "vip"
