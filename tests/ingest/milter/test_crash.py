"""kill -9 while the gate acts: no action was seen that is not recorded."""

from __future__ import annotations

import asyncio
import random

import pytest
from tests.ingest.milter.mail_server import MailServer, one_mail
from tests.making.mails import mail
from tests.servers.hatchery import Hatchery

from clawback.ingest.ruling import GateAction
from clawback.model.fingerprint import identify

SERVER = "tests.ingest.milter.crashing_gate"
KILLS = 8
SESSIONS = 4
TEXTS = {
    "pretended malware": GateAction.REJECT,
    "pretended sure phish": GateAction.QUARANTINE,
    "pretended spam": GateAction.JUNK,
}
SEEN = {b"y": GateAction.REJECT, b"d": GateAction.QUARANTINE, b"h": GateAction.JUNK}


class Witness:
    """What was seen of the gate's actions, by queue id; `enough` is set after `wanted` of them."""

    def __init__(self, wanted):
        self.seen: dict[str, GateAction] = {}
        self.enough = asyncio.Event()
        self._wanted = wanted

    def saw(self, queue_id, action):
        self.seen[queue_id] = action
        if len(self.seen) >= self._wanted:
            self.enough.set()


async def send(socket, lane, witness):
    """Mails one after the other until the gate is gone."""
    server = await MailServer.open(socket)
    try:
        for number in range(lane, 1_000_000, SESSIONS):
            text = list(TEXTS)[number % len(TEXTS)]
            queue_id = f"4jd{number}"
            server.say(*one_mail(mail(number, body=f"{text}\n"), queue_id=queue_id))
            last = await server.answer()
            witness.saw(queue_id, SEEN[last.kind])
            while last.kind not in b"cdy":
                last = await server.answer()
    except (OSError, EOFError):
        server.writer.close()


async def kill_amid(server, socket, first, wanted):
    witness = Witness(wanted)
    async with asyncio.TaskGroup() as tasks:
        for lane in range(SESSIONS):
            tasks.create_task(send(socket, first + lane, witness))
        await witness.enough.wait()
        server.kill()
    return witness.seen


@pytest.mark.slow
def test_a_killed_gate_did_nothing_that_is_not_recorded(tmp_path, open_spool, socket):
    """Eight kills amid four sessions: every refusal, holding and mark that was seen is recorded."""
    chance = random.Random(8)
    seen: dict[str, GateAction] = {}
    with Hatchery(SERVER) as hatchery:
        for kill in range(KILLS):
            server = hatchery.start(f"{SERVER}:main", tmp_path, socket)
            assert server.stdout is not None
            assert server.stdout.readline() == "listens\n"
            seen |= asyncio.run(kill_amid(server, socket, kill * 10_000, chance.randrange(1, 60)))
            server.wait(10)
    recorded = records(open_spool())
    assert {one: recorded[one][0] for one in seen} == seen
    held = set((tmp_path / "held").read_text().split())
    assert held <= {known for action, known in recorded.values()}
    assert len(seen) > KILLS
    assert set(seen.values()) == set(TEXTS.values())


def records(spool):
    """Action and message id of every record, by queue id."""
    found = {}
    while block := spool.read(most=1000, most_bytes=1 << 30, wait=0.1):
        for one in block.mails:
            envelope = one.intake.envelope
            found[envelope.queue_id] = envelope.ruling.action, identify(one.intake.raw)[0]
    return found
