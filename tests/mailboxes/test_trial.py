"""Trying a mail server: what is found, what is said to be missing, and how often it may be done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.servers.state import open_state

from clawback.audit.log import Log
from clawback.audit.records.entries import Wanted
from clawback.audit.trail import Trail
from clawback.identity.role import Role, actor_of
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import Capabilities, Place, ServerUnavailableError
from clawback.mailboxes.trial import (
    AccountElsewhereError,
    Trials,
    TriedJustNowError,
    attempt,
    missing,
)
from clawback.model.clock import SystemClock
from clawback.model.errors import ForbiddenError, NotFoundError
from clawback.model.scope import Scope
from clawback.model.tags import NO_TAGS

ADA = actor_of("P-1", "Ada", Role.ADMIN)
EVERY_PLACE = {place.value: place for place in Place}
GOOD = Capabilities(move=True, hidden_recoverable=True, stable_ids=True, rules=True)


@pytest.fixture
def server():
    made = MemoryServer("one", ["example.org"])
    made.add_account("ann@example.org")
    return made


@pytest.fixture
def state(tmp_path):
    database = open_state(tmp_path / "state.sqlite")
    yield database
    database.close()


@pytest.fixture
def now():
    """Seconds on a clock that a test turns."""
    return [0.0]


@pytest.fixture
def trials(server, state, now):
    trail = Trail(state, SystemClock())
    return Trials(Directory([server]), trail, tags=NO_TAGS, now=lambda: now[0])


def test_a_good_server_lets_us_in_and_shows_its_folders(server):
    """Folders with what they are for, and nothing missing."""
    found = attempt(server, "ann@example.org")
    assert (found.signed_in, found.trouble, found.missing) == (True, "", ())
    assert found.folders["Junk"] is Place.JUNK
    assert found.capabilities == GOOD


def test_an_account_that_is_not_there_is_the_trouble(server):
    """It is told, not raised."""
    found = attempt(server, "nobody@example.org")
    assert not found.signed_in
    assert "no such account" in found.trouble


def test_a_server_that_is_away_is_the_trouble(server):
    """Nobody answers: the sentence says so."""
    server.outage = ServerUnavailableError()
    found = attempt(server, "ann@example.org")
    assert (found.signed_in, found.capabilities) == (False, None)
    assert found.trouble == str(ServerUnavailableError())


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ({"move": False}, "copied"),
        ({"hidden_recoverable": False}, "not hidden"),
        ({"stable_ids": False}, "headers"),
    ],
)
def test_what_a_server_cannot_do_is_a_sentence(lacks, says):
    """Each ability that is missing, with what follows from that."""
    (sentence,) = missing(replace(GOOD, **lacks), EVERY_PLACE)
    assert says in sentence


def test_the_servers_own_notes_take_the_place_of_ours():
    """They say the same more exactly, so nothing is said twice."""
    noted = replace(GOOD, move=False, notes=("It lacks MOVE.",))
    assert missing(noted, EVERY_PLACE) == ("It lacks MOVE.",)


def test_a_folder_that_is_not_there_yet_is_told():
    """With when it will be made."""
    places = {name: place for name, place in EVERY_PLACE.items() if place is not Place.JUNK}
    (sentence,) = missing(GOOD, places)
    assert "junk" in sentence


def test_a_trial_leaves_a_line_in_the_trail(trials, state):
    """Who looked into whose mailbox, and how it ended."""
    trials.begin(ADA, "one", "ann@example.org")
    (entry,) = Log(state).page(Wanted(action="server.test"), limit=10)
    assert (entry.subject, entry.result) == ("mail_server:one", "done")
    assert entry.facts["account"] == "ann@example.org"


def test_a_server_is_tried_only_now_and_then(trials, now):
    """Nobody can use us to pester a mail server; five seconds later it goes again."""
    trials.begin(ADA, "one", "ann@example.org")
    with pytest.raises(TriedJustNowError, match="in 5 s"):
        trials.begin(ADA, "one", "ann@example.org")
    now[0] = 5.0
    assert trials.begin(ADA, "one", "ann@example.org").signed_in


def test_an_address_of_somebody_else_is_refused(trials):
    """Nothing is asked of the server."""
    with pytest.raises(AccountElsewhereError):
        trials.begin(ADA, "one", "ann@elsewhere.example")


def test_a_server_that_there_is_not_is_refused(trials):
    """By its name."""
    with pytest.raises(NotFoundError, match="two"):
        trials.begin(ADA, "two", "ann@example.org")


def test_a_scope_holds_here_too(trials):
    """Who administers one domain looks into no mailbox of another."""
    narrow = replace(ADA, scope=Scope(frozenset({"example.net"})))
    with pytest.raises(ForbiddenError, match="scope"):
        trials.begin(narrow, "one", "ann@example.org")
