"""All our own judges on one mail."""

from __future__ import annotations

from tests.analysis.judges.mails import PROTECTED, from_

from clawback.analysis.judges.entries import NoEntries
from clawback.analysis.judges.judges import NO_JUDGES, Judges
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT, Transport
from clawback.model.authentication import Authentication, Dmarc
from clawback.model.verdict import Finding, ThreatType

FORGED = from_(
    "ann@example.org",
    authentication=Authentication(dmarc=Dmarc.FAIL),
    findings=(Finding(provider="rspamd", threat=ThreatType.SPAM),),
)


def test_what_they_find_stands_after_what_others_found():
    """And a sender who showed a password is believed."""
    judges = Judges(protected=PROTECTED, entries=NoEntries(), spoofing=True)
    judged = judges.judged(FORGED, UNKNOWN_TRANSPORT)
    assert [one.provider for one in judged.findings] == ["rspamd", "authentication"]
    known = Transport(authenticated_user="ann")
    assert judges.judged(FORGED, known) is FORGED


def test_without_judges_a_mail_stays_the_same():
    """The very same value, which need not be written again."""
    assert NO_JUDGES.judged(FORGED, UNKNOWN_TRANSPORT) is FORGED
    unasked = Judges(protected=PROTECTED, spoofing=False)
    assert unasked.judged(FORGED, UNKNOWN_TRANSPORT) is FORGED


def test_a_judge_that_stumbles_costs_its_word_alone():
    """The mail goes on, with the other judges' words, and says who stumbled."""

    class Broken:
        def naming(self, marks):
            raise ZeroDivisionError(marks)

    judges = Judges(protected=PROTECTED, entries=Broken(), spoofing=True)
    judged = judges.judged(FORGED, UNKNOWN_TRANSPORT)
    assert [one.provider for one in judged.findings] == ["rspamd", "lists", "authentication"]
    assert judged.findings[1].no_verdict
