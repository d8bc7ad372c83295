"""From rules and scores to findings."""

from __future__ import annotations

from clawback.analysis.verdicts.scored import Rule, Scored, findings_of, number
from clawback.analysis.verdicts.symbols import rspamd_meaning
from clawback.model.verdict import ThreatType


def test_rules_that_speak_for_a_mail_prove_nothing():
    """A phishing symbol with no or negative weight is no phish."""
    scored = Scored(provider="rspamd", rules=(Rule(name="PHISHING", score=0.0),))
    (finding,) = findings_of(scored, rspamd_meaning)
    assert finding.threat is None


def test_evidence_is_bounded():
    """A flood of rules stays readable."""
    rules = tuple(Rule(name=f"A{n}", score=1.0, detail="x" * 999) for n in range(999))
    (finding,) = findings_of(Scored(provider="p", rules=rules, spam=True), rspamd_meaning)
    assert finding.threat is ThreatType.SPAM
    assert len(finding.evidence) == 50
    assert max(map(len, finding.evidence)) == 256


def test_only_finite_numbers_are_numbers():
    """What cannot be a score is none."""
    assert [number(text) for text in ("1.5", "nan", "inf", "x", "")] == [
        1.5,
        None,
        None,
        None,
        None,
    ]
