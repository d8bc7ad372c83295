"""The gate before a real Postfix and a real Dovecot, as docs/guides/postfix.md sets them up."""

from __future__ import annotations

import re
import shutil
import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from time import monotonic

import pytest
from tests.ingest.doubles import NOON
from tests.ingest.gate.found import ACTIONS, Engine, gate_of
from tests.links.sealing import rsa_key, sealed
from tests.making.mails import mail
from tests.servers import dovecot as dovecot_server
from tests.servers.dovecot import Dovecot, give
from tests.servers.fixtures import skip_without_postfix
from tests.servers.postfix import Postfix

from clawback.app.link_protection import LinkRewriter
from clawback.filters.lists import FolderOfLists
from clawback.ingest.freshness import Watch
from clawback.ingest.gate.header import HeaderChange
from clawback.ingest.gate.holding import MemoryHolding
from clawback.ingest.gate.policy import GatePolicy
from clawback.ingest.gate.rewriting import Rewriting
from clawback.ingest.milter.deciding import Observing
from clawback.ingest.milter.enforcing import Enforcing
from clawback.ingest.milter.receiver import MilterOptions, MilterReceiver
from clawback.ingest.milter.recorder import Recorder
from clawback.ingest.ruling import GateAction
from clawback.ingest.unrecorded import Unrecorded
from clawback.links.arc import Sealer
from clawback.links.keys import LinkKeys
from clawback.links.origin import first_name
from clawback.links.policy import LinkPolicy
from clawback.links.protection import Protection
from clawback.links.rewriting.mail import changed
from clawback.links.rewriting.targets import Restoring
from clawback.links.sparing import SparedNow
from clawback.model.clock import FixedClock
from clawback.model.errors import UnavailableError
from clawback.model.fingerprint import identify
from clawback.worker.loop import listening

pytestmark = pytest.mark.server
GUIDE = (Path(__file__).parents[3] / "docs/guides/postfix.md").read_text()
POSTFIX = re.search(r"^```\n(smtpd_milters = .*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
SIEVE = re.search(r"^```sieve\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
CLOCK = FixedClock(NOON)
ANNA, BOB = "anna@example.org", "bob@example.org"
SIGNED = b"\r\n".join(
    (
        b"Subject: signed",
        b"Content-Type: multipart/signed; boundary=b",
        *(b"", b"--b", b"Content-Type: text/html", b""),
        *(b'<a href="https://shop.example/">x</a>', b"--b", b"", b"x", b"--b--", b""),
    )
)


class Acceptor:
    """Keeps what it is given."""

    def __init__(self):
        self.intakes = []

    async def accept_soon(self, intakes):
        self.intakes += intakes
        return len(self.intakes)


class Mode:
    """The mode of the milter, which a test may change between two mails."""

    def __init__(self, deciding):
        self.now = deciding

    @property
    def needs(self):
        return self.now.needs

    async def answer(self, mail, intake, *, granted):
        return await self.now.answer(mail, intake, granted=granted)


class House:
    """Postfix, Dovecot, and the gate between them."""

    def __init__(self, postfix: Postfix, dovecot: Dovecot, acceptor: Acceptor, recorder: Recorder):
        self.postfix = postfix
        self.dovecot = dovecot
        self.acceptor = acceptor
        self.recorder = recorder
        self.mode = Mode(Observing(recorder))
        self.number = 0

    @contextmanager
    def gate(self, policy=None, *, holding=None, **more):
        """The gate is in force while the block runs; gives it."""
        with gate_of(policy, **more) as gate:
            self.mode.now = Enforcing(self.recorder, gate, holding)
            try:
                yield gate
            finally:
                self.mode.now = Observing(self.recorder)

    def send(self, body: str, *recipients: str, **more):
        """Sends a mail with this body; what was recorded of it, and the mail."""
        self.number += 1
        raw = mail(self.number, body=f"Hello,\n{body}\n", **more)
        self.acceptor.intakes.clear()
        self.postfix.send("paul@away.example", recipients or [ANNA], raw)
        self.postfix.await_empty_queue()
        (one,) = self.acceptor.intakes
        return one, raw

    def delivered(self, name: str, folder: str = "") -> list[bytes]:
        """What has come into a folder since the last look, in no order."""
        place = self.dovecot.home(name) / "Maildir" / folder / "new"
        found = list(place.iterdir()) if place.exists() else []
        raws = [path.read_bytes().replace(b"\n", b"\r\n") for path in found]
        for path in found:
            path.unlink()
        return raws


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    skip_without_postfix()
    if reason := dovecot_server.why_not():
        pytest.skip(reason)
    assert POSTFIX is not None
    assert SIEVE is not None
    notes = Unrecorded(tmp_path_factory.mktemp("gate") / "notes")
    with ExitStack() as stack:
        stack.callback(notes.close)
        dovecot = stack.enter_context(Dovecot.start(accounts=["anna", "bob"]))
        script = dovecot.folder / "sieve" / "before.sieve"
        script.write_text(SIEVE[1])
        give(script)
        postfix = stack.enter_context(
            Postfix.start(
                recipients=["anna", "bob"],
                transport=f"lmtp:inet:{dovecot.host}:{dovecot.lmtp_port}",
                settings=POSTFIX[1],
            )
        )
        place = postfix.queue_folder / "clawback"
        place.mkdir()
        shutil.chown(place, "root", "postfix")
        place.chmod(0o2750)
        acceptor = Acceptor()
        recorder = Recorder(acceptor, notes, Watch(CLOCK), CLOCK)
        found = House(postfix, dovecot, acceptor, recorder)
        options = MilterOptions(listen=place / "milter")
        receiver = MilterReceiver(recorder, found.mode, options=options, clock=CLOCK)
        stack.enter_context(listening(receiver, "milter"))
        yield found


def header(raw: bytes, name: str) -> list[str]:
    return message_from_bytes(raw).get_all(name, [])


def subject(raw: bytes) -> str:
    return str(make_header(decode_header(message_from_bytes(raw)["Subject"])))


def test_a_clean_mail_goes_on_as_it_came(house):
    """Byte for byte, but for a forged word of ours, which is taken out."""
    forged = [("X-Clawback-Verdict", "clean"), ("x-clawback-VERDICT", "clean, too")]
    with house.gate():
        recorded, raw = house.send("Nothing to see.", headers=forged)
    (found,) = house.delivered("anna")
    assert found.endswith(mail(house.number, body="Hello,\nNothing to see.\n"))
    assert not header(found, "X-Clawback-Verdict")
    assert recorded.raw.endswith(raw)
    assert recorded.envelope.ruling.action is GateAction.ACCEPT


@pytest.mark.parametrize("tag", ["[Suspicious]", "⚠ Verdächtig"])
@pytest.mark.parametrize("written", ["Invoice", "=?utf-8?q?Gr=C3=BC=C3=9Fe_an_Anna?=", ""])
def test_a_tag_stands_before_the_subject(house, tag, written):
    """In any charset; and what is recorded is the message that lies in the mailbox."""
    with house.gate(GatePolicy(actions=ACTIONS, tag=tag)):
        recorded, raw = house.send("pretended phish", subject=written)
    (found,) = house.delivered("anna")
    assert subject(found) == f"{tag} {subject(raw)}".strip()
    assert header(found, "X-Clawback-Verdict") == ["phish; action=tag"]
    assert identify(recorded.raw) == identify(found)
    assert recorded.envelope.ruling.action is GateAction.TAG


def test_a_tag_before_no_subject_and_before_two(house):
    """A mail without a subject gets one; of two, none is shown without."""
    with house.gate():
        for head in (b"", b"Subject: one\r\nSubject: two\r\n"):
            house.postfix.send("a@away.example", [ANNA], head + b"\r\npretended phish\r\n")
        house.postfix.await_empty_queue()
    subjects = [header(one, "Subject") for one in house.delivered("anna")]
    assert sorted(subjects) == [
        ["[Suspicious]"],
        ["[Suspicious] one", "[Suspicious] two"],
    ]


def test_junk_lies_in_the_junk_folder(house):
    """The guide's Sieve rule sees the mark; it stands there once, whatever the mail came with."""
    with house.gate():
        recorded, _ = house.send("pretended spam", headers=[("X-Spam-Flag", "NO")] * 2)
    (found,) = house.delivered("anna", ".Junk")
    assert not house.delivered("anna")
    assert header(found, "X-Spam-Flag") == ["YES"]
    assert header(found, "X-Clawback-Verdict") == ["spam; action=junk"]
    assert recorded.envelope.ruling.action is GateAction.JUNK


def test_a_refused_mail_is_refused_and_recorded(house):
    """The client gets 550 5.7.1 and no word of what was found; nobody gets the mail."""
    with house.gate(), pytest.raises(smtplib.SMTPDataError) as refused:
        house.send("pretended malware")
    assert refused.value.smtp_code == 550
    assert "5.7.1 This message was refused by the policy" in str(refused.value)
    assert "alware" not in str(refused.value)
    (recorded,) = house.acceptor.intakes
    assert recorded.envelope.ruling.action is GateAction.REJECT
    assert [one.malware_family for one in recorded.envelope.ruling.words] == ["Lab.Eicar"]
    assert not house.delivered("anna")


def test_a_quarantined_mail_is_held_whole(house):
    """The client is told that it was taken; what is held is all that it takes to let it go on."""
    holding = MemoryHolding()
    with house.gate(holding=holding):
        recorded, raw = house.send("pretended sure phish", ANNA, BOB)
    (held,) = holding.held
    assert not house.delivered("anna")
    assert not house.delivered("bob")
    assert held.raw.endswith(raw)
    assert (held.mail_from, held.recipients) == ("paul@away.example", (ANNA, BOB))
    assert (held.network_message_id, held.threat_type) == (identify(recorded.raw)[0], "phish")
    assert recorded.envelope.ruling.action is GateAction.QUARANTINE


def test_it_is_held_for_one_and_goes_on_for_the_other(house):
    """Who is exempt gets the mail; also where the policy would refuse it."""
    holding = MemoryHolding()
    policy = GatePolicy(actions=ACTIONS, exempt=frozenset({BOB}))
    with house.gate(policy, holding=holding):
        first, _ = house.send("pretended sure phish", ANNA, BOB)
        second, _ = house.send("pretended malware", "Anna@Example.org", BOB)
    assert [one.recipients for one in holding.held] == [(ANNA,), ("Anna@Example.org",)]
    assert not house.delivered("anna")
    verdicts = sorted(header(one, "X-Clawback-Verdict")[0] for one in house.delivered("bob"))
    assert verdicts == ["malware; action=quarantine", "phish_high; action=quarantine"]
    for one in (first, second):
        assert one.envelope.ruling.recipients == (ANNA,)


@pytest.mark.parametrize("breaks", [False, True])
def test_postfix_holds_what_nobody_else_holds(house, breaks):
    """In its hold queue: where there is no quarantine of ours, and where that one fails."""

    class Broken:
        def hold(self, mail):
            raise UnavailableError(f"No room for {mail.recipients}.")

    with house.gate(holding=Broken() if breaks else None) as gate:
        recorded, _ = house.send("pretended sure phish")
    (waiting,) = house.postfix.queue()
    assert waiting["queue_name"] == "hold"
    assert waiting["queue_id"] == recorded.envelope.queue_id
    assert gate.tally.figures().held_by_server == 1
    house.postfix.run("postsuper", "-d", waiting["queue_id"])


def test_an_engine_that_hangs_holds_no_mail_up(house):
    """After the deadline the mail goes on, and says that it was not judged."""
    engine = Engine()
    engine.gate.clear()
    with house.gate(engine=engine, seconds=0.3) as gate:
        began = monotonic()
        recorded, _ = house.send("pretended malware")
        assert monotonic() - began < 5
        assert gate.tally.figures().unjudged == 1
    (found,) = house.delivered("anna")
    assert header(found, "X-Clawback-Verdict") == ["unjudged; action=accept"]
    ruling = recorded.envelope.ruling
    assert (ruling.action, ruling.asked) == (GateAction.ACCEPT, False)
    assert "did not answer within" in ruling.trouble


def test_content_is_rewritten(house):
    """A body longer than a packet comes through whole; the record has the mail as it came."""
    body = b"<p>" + b"0123456789abcdef\r\n" * 9000 + b"</p>\r\n"

    class Longer:
        def rewrite(self, original):
            assert original.raw.endswith(b"Nothing.\r\n")
            assert original.message.subject.startswith("Mail number")
            kind = HeaderChange(name="Content-Type", place=1, value=b"text/html; charset=utf-8")
            return Rewriting(header=(kind,), body=body)

    with house.gate(rewriter=Longer()):
        recorded, _ = house.send("Nothing.")
    (found,) = house.delivered("anna")
    assert header(found, "Content-Type") == ["text/html; charset=utf-8"]
    assert found.partition(b"\r\n\r\n")[2] == body
    assert recorded.raw.endswith(b"Nothing.\r\n")


def test_links_are_protected_on_the_way(house, tmp_path):
    """The mailbox has protected links, the record the author's; both are the same message."""
    keys = LinkKeys(tmp_path, CLOCK)
    spared = SparedNow(FolderOfLists(tmp_path / "lists"), entries=(), named="")
    base = "https://links.example.org"
    protection = Protection(keys, LinkPolicy, spared, base=base, clock=CLOCK, banner="Not checked.")
    sealer = Sealer(
        domain="example.org", selector="s1", authserv_id="mx.example.org", key=rsa_key()
    )
    rewriter = LinkRewriter(protection, clock=CLOCK, sealer=sealer)
    page = '<p>pretended phish</p><a href="https://shop.example/a?b=c">Grüße</a>'
    forged = [
        ("X-Clawback-Links", "rewritten; id=forged"),
        ("Authentication-Results", "mx.example.org; spf=pass smtp.mailfrom=paul@away.example"),
    ]
    with house.gate(GatePolicy(actions=ACTIONS), rewriter=rewriter):
        recorded, raw = house.send("pretended phish", html=page, headers=forged)
    (found,) = house.delivered("anna")
    assert subject(found).startswith("[Suspicious]")
    assert len(header(found, "X-Clawback-Links")) == 1
    assert b"https://shop.example" not in found
    name, _ = identify(recorded.raw)
    assert first_name(found, keys.known()) == name
    assert sealed(found, sealer.key)[0] == b"pass"
    back = changed(found, Restoring(keyring=keys.known(), base=base, now=NOON), text=True)
    assert back.links == 1
    assert identify(back.raw) == identify(recorded.raw)
    assert recorded.raw.partition(b"\r\n\r\n")[2] == raw.partition(b"\r\n\r\n")[2]
    assert recorded.envelope.ruling.action is GateAction.TAG


def test_a_signed_mail_comes_below_a_banner(house, tmp_path):
    """The mailbox has it as the second part of another, sealed, and known as what it was."""
    keys = LinkKeys(tmp_path, CLOCK)
    spared = SparedNow(FolderOfLists(tmp_path / "lists"), entries=(), named="")
    protection = Protection(
        keys, LinkPolicy, spared, base="https://l.example.org", clock=CLOCK, banner="Not checked."
    )
    sealer = Sealer(
        domain="example.org", selector="s1", authserv_id="mx.example.org", key=rsa_key()
    )
    with house.gate(rewriter=LinkRewriter(protection, clock=CLOCK, sealer=sealer)):
        house.acceptor.intakes.clear()
        house.postfix.send("paul@away.example", [ANNA], SIGNED)
        house.postfix.await_empty_queue()
    (found,) = house.delivered("anna")
    (kind,) = header(found, "Content-Type")
    assert kind.startswith("multipart/mixed")
    assert SIGNED.partition(b"\r\n")[2] in found
    (recorded,) = house.acceptor.intakes
    assert first_name(found, keys.known()) == identify(recorded.raw)[0]
    assert sealed(found, sealer.key)[0] == b"pass"
