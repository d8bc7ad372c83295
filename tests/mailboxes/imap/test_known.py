"""Known mails over IMAP: odd answers, servers that cannot or will not, and servers that lie."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.servers.imap_recorder import recorder, settings_for

from clawback.mailboxes.imap.known import sights
from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.known import Known, Sight
from clawback.mailboxes.port import Place

DATE = b'"02-Nov-2026 10:00:00 +0100"'
SIGHT = Sight(frozenset({"\\Seen"}), datetime(2026, 11, 2, 9, tzinfo=UTC))
KNOWN = Known(
    folder="INBOX",
    uid_validity=7,
    guids={1: "a", 2: "b"},
    message_ids={1: "<a@x>", 2: "<b@x>"},
)


def row(uid, guid, name=b"X-GUID"):
    return b"* %d FETCH (UID %d FLAGS (\\Seen) INTERNALDATE %s %s %s)\r\n" % (
        uid,
        uid,
        DATE,
        name,
        guid,
    )


@pytest.mark.parametrize(
    "odd",
    [
        b"* 3 FETCH (UID 3 X-GUID c FLAGS (\\Seen \\Recent) INTERNALDATE " + DATE + b")\r\n",
        b'* 3 FETCH (UID 3 FLAGS (\\Seen) INTERNALDATE %s X-GUID "c")\r\n' % DATE,
        row(3, b"(c)", b"EMAILID"),
    ],
)
def test_odd_shapes_are_read_too(odd):
    """Another order, quotes, or RFC 8474's id: the same mail; what tells no date is none."""
    untold = b"* 4 FETCH (FLAGS (\\Seen))\r\n"
    lines = [(row(1, b"a"),), (b"* 9 EXISTS\r\n",), (odd,), (untold,), (b"* 1 FETCH (", b"x", b")")]
    assert sights(lines) == {1: ("a", SIGHT), 3: ("c", SIGHT)}


def talk(**answers):
    """A server with two mails; `answers` replace what it says, by command."""
    told = {
        "LOGIN": b"",
        "LIST": b'* LIST (\\Junk) "/" Junk\r\n* LIST () "/" INBOX\r\n',
        "SELECT": b"* OK [UIDVALIDITY 7] x\r\n",
        "EXAMINE": b"* OK [UIDVALIDITY 8] x\r\n",
        "UID MOVE": b"* OK [COPYUID 8 1:2 11:12] x\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n",
        "UID FETCH 1:2 (UID FLAGS": row(1, b"a") + row(2, b"b"),
        "UID FETCH 11:12 (UID FLAGS": row(11, b"a") + row(12, b"b"),
        "UID FETCH 1:2 (UID)": b"",
    } | {name.replace("_", " "): answer for name, answer in answers.items()}

    def script(command):
        starts = [name for name in told if command.startswith(name.encode())]
        return told[max(starts, key=len)] if starts else b""

    return script


def moved(script, **changes):
    """What a server is said to have moved, and what it was asked."""
    greeting = b"* OK [CAPABILITY IMAP4rev1 MOVE UIDPLUS] hi\r\n"
    with recorder(script, greeting=greeting, **changes) as server:
        session = ImapServer(settings_for(server.port)).open("ann")
        standing = session.look_at_known(KNOWN)
        arrived = session.move_known(standing, Place.JUNK)
        session.close()
    return arrived, server.commands


def test_three_round_trips():
    """One look, one MOVE, one look back; nothing is asked for that is not compared."""
    caps = b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n"
    arrived, commands = moved(talk(CAPABILITY=caps))
    assert arrived.there == {1: SIGHT, 2: SIGHT}
    assert arrived.uids == {1: 11, 2: 12}
    start = next(at for at, command in enumerate(commands) if command.startswith(b"LIST"))
    assert [command[:20] for command in commands[start : start + 8]] == [
        b'LIST "" "*"',
        b'SELECT "INBOX"',
        b"UID FETCH 1:2 (UID F",
        b"UID SEARCH UID 3:52 ",
        b'UID MOVE 1:2 "Junk"',
        b"UID FETCH 1:2 (UID)",
        b'EXAMINE "Junk"',
        b"UID FETCH 11:12 (UID",
    ]


@pytest.mark.parametrize(
    ("lie", "believed"),
    [
        ({"UID_MOVE": b""}, set()),
        ({"UID_MOVE": b"* OK [COPYUID 9 1:2 11:12] x\r\n"}, set()),
        ({"UID_MOVE": b"* OK [COPYUID 8 1:3 11:13] x\r\n"}, {1, 2}),
        ({"UID_MOVE": b"* OK [COPYUID 8 1 11] x\r\n"}, {1}),
        ({"UID_FETCH_1:2_(UID)": b"* 1 FETCH (UID 2)\r\n"}, {1}),
        ({"UID_FETCH_1:2_(UID)": b"* 1 FETCH (FLAGS () UID 1)\r\n"}, {2}),
        ({"UID_FETCH_11:12_(UID_FLAGS": row(11, b"a")}, {1}),
        ({"UID_FETCH_11:12_(UID_FLAGS": row(11, b"b") + row(12, b"b")}, {2}),
        ({"EXAMINE": b""}, set()),
    ],
)
def test_only_what_both_folders_show_is_believed(lie, believed):
    """Whatever COPYUID says: gone there and seen here with its lasting id, or not moved."""
    extra = {}
    if b"[COPYUID 8 1 11]" in lie.get("UID_MOVE", b""):
        extra = {"UID_FETCH_11_(UID_FLAGS": row(11, b"a")}
    if b"[COPYUID 8 1:3" in lie.get("UID_MOVE", b""):
        extra = {"UID_FETCH_11:12_(UID_FLAGS": row(11, b"a") + row(12, b"b")}
    caps = b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n"
    arrived, _ = moved(talk(CAPABILITY=caps, **lie, **extra))
    assert arrived.there.keys() == believed


@pytest.mark.parametrize("refuse", [b"UID MOVE", b"UID FETCH 1:2 (UID)", b'EXAMINE "Junk"'])
def test_a_no_proves_nothing(refuse):
    """A refused move, or a refused look at either folder, claims nothing."""
    caps = b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n"
    arrived, _ = moved(talk(CAPABILITY=caps), refuse=refuse)
    assert not arrived.there


@pytest.mark.parametrize(
    ("capabilities", "changes"),
    [
        (b"* CAPABILITY IMAP4rev1 UIDPLUS\r\n", {}),
        (b"* CAPABILITY IMAP4rev1 MOVE\r\n", {"further_copies": "everywhere"}),
    ],
)
def test_what_needs_thought_is_left(capabilities, changes):
    """Without MOVE, or to look for copies everywhere, nothing is even looked at."""
    with recorder(talk(CAPABILITY=capabilities)) as server:
        session = ImapServer(settings_for(server.port, **changes)).open("ann")
        assert not session.look_at_known(KNOWN).there
        session.close()
    assert not any(command.startswith(b"SELECT") for command in server.commands)


def test_without_lasting_ids_nothing_is_known():
    """A server that knows no such id cannot prove that a UID still is the mail."""
    caps = b"* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n"
    with recorder(talk(CAPABILITY=caps), refuse=b"X-GUID") as server:
        session = ImapServer(settings_for(server.port)).open("ann")
        assert not session.look_at_known(KNOWN).there
        session.close()
