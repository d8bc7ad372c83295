"""What every engine's adapter says of mail, whatever the engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.making.judged import EICAR, PHISH, SPAM, judged

from clawback.analysis.providers.port import UNKNOWN_TRANSPORT, Transport
from clawback.analysis.verdict import primary
from clawback.model.verdict import ThreatType

_BAD = [(EICAR, ThreatType.MALWARE), (PHISH, ThreatType.PHISH), (SPAM, ThreatType.SPAM)]


@pytest.mark.parametrize(("text", "threat"), _BAD, ids=["malware", "phish", "spam"])
def test_a_threat_is_found_with_its_evidence(provider, text, threat):
    """Malware, phish and spam are told apart, under the engine's name, with what proved them."""
    found = primary(provider.judge(judged(text), UNKNOWN_TRANSPORT))
    assert found is not None
    assert (found.threat, found.provider) == (threat, provider.engine)
    assert found.evidence


def test_an_honest_mail_has_a_finding_without_a_threat(provider):
    """That nothing was found is an answer too."""
    (found,) = provider.judge(judged(), UNKNOWN_TRANSPORT)
    assert (found.threat, found.no_verdict, found.provider) == (None, "", provider.engine)


def test_its_edition_stays_while_nothing_changes(provider):
    """It is told, and told alike twice."""
    assert provider.edition()
    assert provider.edition() == provider.edition()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0",
        b"\r\n\r\n",
        b"no header at all, and no end of the line",
        b"Subject: " + b"x" * 100_000,
        judged(bytes(range(256)) * 400),
        judged(b".\r\n..\r\nQUIT\r\n\0zINSTREAM\0"),
        judged(b"an end without an end of the line").rstrip(),
    ],
    ids=["empty", "nul", "no text", "no header", "long line", "all bytes", "commands", "cut"],
)
def test_any_bytes_are_judged(provider, raw):
    """Hostile mail costs no verdict and leaves no trace: the next mail is judged as ever."""
    assert provider.judge(raw, UNKNOWN_TRANSPORT)
    found = primary(provider.judge(judged(EICAR), UNKNOWN_TRANSPORT))
    assert found is not None
    assert found.threat is ThreatType.MALWARE


def test_a_large_mail_is_judged(provider):
    """Half a megabyte goes over in one piece, and what it holds is found."""
    lines = b"\r\nA line of an honest letter." * (16 << 10)
    assert primary(provider.judge(judged(EICAR + lines), UNKNOWN_TRANSPORT)) is not None


def test_the_transport_can_hold_anything(provider):
    """Names that would begin another line of a request are names, and nothing else."""
    hostile = Transport(
        client_ip="198.51.100.7\r\nContent-Length: 0",
        helo="mail.example\r\n\r\nPOST /shutdown HTTP/1.1\r\n",
        mail_from="pa\0ul@sender.example\n",
        recipients=("ä" * 2000, "anna@example.org\r\nPass: all", ""),
        authenticated_user="\U0001f4a9",
        queue_id="\r\n",
    )
    found = primary(provider.judge(judged(EICAR), hostile))
    assert found is not None
    assert found.threat is ThreatType.MALWARE


def test_many_threads_may_ask_at_once(provider):
    """Each gets the answer for its own mail."""
    mails = [judged(EICAR if number % 2 else b"%d" % number) for number in range(24)]
    with ThreadPoolExecutor(4) as threads:
        words = list(threads.map(lambda raw: provider.judge(raw, UNKNOWN_TRANSPORT), mails))
    assert [primary(one) is not None for one in words] == [bool(n % 2) for n in range(24)]


def test_it_says_who_it_is(provider):
    """`doctor` shows that it answers, and its version."""
    assert provider.greet()
