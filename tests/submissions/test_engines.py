"""Real engines: what they judge wrong and is submitted, they judge right afterwards."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace

import pytest
from tests.servers import rspamd as rspamd_server
from tests.servers import spamd as spamd_server
from tests.servers.learning_rspamd import FLAG, LearningRspamd
from tests.servers.learning_spamd import LearningSpamd
from tests.submissions.parcels import NOW, PROGRAM, parcel, submission

from clawback.analysis.providers.line import Address
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT
from clawback.model.verdict import ThreatType
from clawback.submissions.submission import Category
from clawback.submissions.targets.rspamd import RspamdTarget
from clawback.submissions.targets.signatures import HASHES, SignaturesTarget
from clawback.submissions.targets.spamassassin import SpamassassinTarget
from clawback.submissions.targets.target import Answer
from clawback.submissions.wrapping import of_file

pytestmark = pytest.mark.server
OFFER = (
    "please buy wonderful replica timepieces today for very little money and be happy forever "
    "with our unbelievable offer which ends tomorrow evening because the warehouse must be "
    "emptied before winter arrives in the mountains and valleys where watchmakers have lived"
)
MINUTES = (
    "hello everybody here are the minutes of the meeting about the budget of next year and what "
    "was decided there thank you all for taking part in the long discussion about printers desks "
    "chairs cables and the new coffee machine on the second floor of the eastern building"
)


def mail(text, number):
    return (
        f"From: Eve <eve@sender.example>\r\nTo: anna@example.org\r\nSubject: {text[:30]}\r\n"
        f"Message-ID: <{number}@sender.example>\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def threat(provider, raw):
    """The worst that it says."""
    found = [one.threat for one in provider.judge(raw, UNKNOWN_TRANSPORT) if one.threat]
    return found[0] if found else None


def until(look, wanted):
    """Engines take what they learn in their own time."""
    end = time.monotonic() + 10
    while look() is not wanted:
        assert time.monotonic() < end, look()
        time.sleep(0.1)


def test_rspamd_judges_right_what_was_submitted():
    """The mail is let through, then held for spam; submitted as clean, it is let through again."""
    if reason := rspamd_server.why_not():
        pytest.skip(reason)
    with LearningRspamd.start() as server:
        target = RspamdTarget(name="rspamd", address=server.controller, flag=FLAG)
        raw = mail(OFFER, 1)
        assert threat(server.provider, raw) is None
        spam = parcel(submission(category=Category.SPAM), raw=raw)
        said = target.send(spam)
        assert (said.answer, said.text) == (
            Answer.DONE,
            "Learnt as spam. Its hashes were added.",
        )
        until(lambda: threat(server.provider, raw), ThreatType.SPAM)
        assert target.send(spam).text.startswith("Known as spam already.")
        clean = parcel(submission(category=Category.CLEAN), raw=raw)
        assert target.send(clean).answer is Answer.DONE
        until(lambda: threat(server.provider, raw), None)


def test_spamassassin_judges_right_what_was_submitted():
    """The mail is let through; when it and a good one were submitted, its like is held for spam."""
    if reason := spamd_server.why_not():
        pytest.skip(reason)
    with LearningSpamd.start() as server:
        target = SpamassassinTarget(name="spamd", address=server.address)
        assert threat(server.provider, mail(OFFER, 1)) is None
        spam, clean = submission(category=Category.SPAM), submission(category=Category.CLEAN)
        assert target.send(parcel(clean, raw=mail(MINUTES, 2))).text == "Learnt."
        assert target.send(parcel(spam, raw=mail(OFFER, 1))).text == "Learnt."
        assert target.send(parcel(spam, raw=mail(OFFER, 1))).text == "Known already."
        assert threat(server.provider, mail(OFFER, 3)) is ThreatType.SPAM
        assert threat(server.provider, mail(MINUTES, 4)) is None


def test_clamav_stops_a_file_by_its_hash(clamd):
    """The file is let through; submitted as malware it is found; as clean, no more."""
    content = b"MZ\x90\x00 a program that nobody knows" * 20
    item = replace(PROGRAM, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    folder, provider = clamd.folder / "ours", clamd._adapter
    linked = clamd.folder / "db" / HASHES  # as the guide has it
    folder.mkdir()
    folder.chmod(0o755)
    target = SignaturesTarget(name="ours", folder=folder, clamd=Address(path=clamd.address))
    wrapped = of_file("pay.exe", content, NOW)
    try:
        assert threat(provider, wrapped) is None
        linked.symlink_to(folder / HASHES)
        bad = parcel(submission(item, Category.MALWARE))
        assert target.send(bad).answer is Answer.DONE
        until(lambda: threat(provider, wrapped), ThreatType.MALWARE)
        target.send(parcel(submission(item, Category.CLEAN)))
        until(lambda: threat(provider, wrapped), None)
    finally:
        linked.unlink(missing_ok=True)
