"""The gate as a mode of the milter: what is asked for, in which order, and what troubles cost."""

from __future__ import annotations

import asyncio
import struct

import pytest
from tests.ingest.gate.found import ACTIONS, gate_of
from tests.ingest.milter.mail_server import MailServer, connection, one_mail
from tests.making.mails import mail

from clawback.ingest.gate.holding import MemoryHolding
from clawback.ingest.gate.policy import GatePolicy, Threat
from clawback.ingest.milter.enforcing import Enforcing
from clawback.ingest.milter.packets import Actions, Packet, packet
from clawback.ingest.ruling import GateAction
from clawback.ingest.unrecorded import Reason
from clawback.spool.commit import SpoolFullError

MALWARE = mail(1, body="pretended malware\n")
HELD = mail(2, body="pretended sure phish\n")
MARKS = Actions.ADD_HEADERS | Actions.CHANGE_HEADERS
PARTS = Actions.QUARANTINE | Actions.DELETE_RECIPIENTS


@pytest.fixture
def gate():
    with gate_of() as gate:
        yield gate


async def answers(server) -> list[Packet]:
    """All that is said at the end of a mail."""
    found = [await server.answer()]
    while found[-1].kind not in b"cdy":
        found.append(await server.answer())
    return found


@pytest.mark.parametrize(
    ("action", "rewriter", "needs"),
    [
        (GateAction.JUNK, None, MARKS),
        (GateAction.ACCEPT, object(), MARKS | Actions.REPLACE_BODY),
        (GateAction.REJECT, None, MARKS | PARTS),
        (GateAction.QUARANTINE, None, MARKS | PARTS),
    ],
)
def test_no_more_is_asked_for_than_the_policy_needs(recorder, action, rewriter, needs):
    """A policy without quarantine may hold nothing, one without a rewriter changes no body."""
    with gate_of(GatePolicy(actions={Threat.SPAM: action}), rewriter=rewriter) as gate:
        assert Enforcing(recorder, gate).needs == needs


async def test_nothing_is_done_before_it_is_recorded(milter, acceptor, socket, gate):
    """While the disk is waited for, nothing is held and nothing is answered; the record has it."""
    holding = MemoryHolding()
    async with milter(deciding=lambda recorder: Enforcing(recorder, gate, holding)):
        server = await MailServer.open(socket)
        acceptor.gate.clear()
        server.say(*one_mail(HELD))
        await acceptor.waiting.wait()
        assert not holding.held
        acceptor.gate.set()
        assert [one.kind for one in await answers(server)] == [b"d"]
        await server.close()
    assert len(holding.held) == 1
    (recorded,) = acceptor.intakes
    assert recorded.envelope.ruling.action is GateAction.QUARANTINE


async def test_what_cannot_be_recorded_goes_on(milter, acceptor, socket, gate, notes):
    """Unmarked but for forged words, which are taken out; and it is noted."""
    forged = mail(3, body="pretended malware\n", headers=[("X-Clawback-Verdict", "clean")])
    acceptor.error = SpoolFullError()
    async with milter(deciding=lambda recorder: Enforcing(recorder, gate)):
        server = await MailServer.open(socket)
        server.say(*one_mail(forged))
        said = await answers(server)
        await server.close()
    assert [one.kind for one in said] == [b"m", b"c"]
    assert said[0].data.endswith(b"X-Clawback-Verdict\0\0")
    assert [one.reason for one in notes.waiting()] == [Reason.NO_ROOM]
    assert gate.tally.figures().unjudged == 1


async def test_a_mail_server_that_allows_too_little_gets_its_mail(milter, acceptor, socket, gate):
    """Its mail goes on, is recorded, and the source says why nothing was done."""
    async with milter(deciding=lambda recorder: Enforcing(recorder, gate)):
        server = MailServer(*await asyncio.open_unix_connection(socket))
        server.say(packet(b"O", struct.pack(">III", 6, 0x11, 0x1FFFFF)), *list(connection())[1:])
        assert (await server.answer()).kind == b"O"
        server.say(*one_mail(MALWARE))
        assert [one.kind for one in await answers(server)] == [b"c"]
        await server.close()
    (recorded,) = acceptor.intakes
    assert "does not allow" in recorded.envelope.ruling.trouble


async def test_each_action_is_said_in_its_packets(milter, socket):
    """Refusal, parting, marks: in the mail server's words, one answer at the end."""
    policy = GatePolicy(actions=ACTIONS, exempt=frozenset({"bob@example.org"}))
    with gate_of(policy) as gate:
        async with milter(deciding=lambda recorder: Enforcing(recorder, gate, MemoryHolding())):
            server = await MailServer.open(socket)
            server.say(*one_mail(MALWARE))
            (refused,) = await answers(server)
            server.say(*one_mail(MALWARE, "anna@example.org", "bob@example.org"))
            parted = await answers(server)
            server.say(*one_mail(mail(4, body="pretended spam\n")))
            junk = await answers(server)
            await server.close()
    assert refused.data.startswith(b"550 5.7.1 ")
    assert [one.kind for one in parted] == [b"h", b"-", b"c"]
    assert parted[1].data == b"<anna@example.org>\0"
    assert [one.data for one in junk] == [
        b"X-Clawback-Verdict\0 spam; action=junk\0",
        b"X-Spam-Flag\0 YES\0",
        b"",
    ]
