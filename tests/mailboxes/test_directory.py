"""Which server holds whose mailbox."""

from __future__ import annotations

import pytest

from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.model.errors import BadInputError, NotFoundError


def test_the_first_that_knows_the_domain_wins():
    """Order is that of the settings; a catch-all at the end takes the rest."""
    one, rest = MemoryServer("one", ("one.test",)), MemoryServer("rest", ("*",))
    directory = Directory([one, rest])
    assert directory.server_for("ann@one.test") == (one, "ann@one.test")
    assert directory.server_for("ann@two.test") == (rest, "ann@two.test")
    assert directory.servers == (one, rest)


def test_nobody_holds_it():
    """An address of no server of ours has none."""
    assert Directory([MemoryServer("one", ("one.test",))]).server_for("ann@two.test") is None


def test_servers_are_known_by_name():
    """A plan names its server; an unknown name is said to be unknown."""
    one = MemoryServer("one")
    directory = Directory([one])
    assert directory.named("one") is one
    with pytest.raises(NotFoundError, match="two"):
        directory.named("two")


def test_names_are_not_given_twice():
    """Two servers of one name would let a plan act on the wrong one."""
    with pytest.raises(BadInputError, match="one"):
        Directory([MemoryServer("one"), MemoryServer("one")])
