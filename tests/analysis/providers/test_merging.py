"""Headers and answers as one list."""

from __future__ import annotations

from clawback.analysis.providers.merging import merged
from clawback.model.verdict import Finding, ThreatType

HEADER = Finding(provider="rspamd", threat=ThreatType.SPAM, score=7.0, evidence=("header",))
ANSWER = Finding(provider="rspamd", threat=ThreatType.SPAM, score=9.0, evidence=("answer",))
NOTHING = Finding(provider="rspamd", score=1.0)
MISSING = Finding(provider="clamav", no_verdict="Nobody answers.")


def test_the_same_word_of_one_engine_counts_once():
    """The answer stands, for it is fresh and has all its evidence."""
    assert merged([HEADER], [ANSWER]) == (ANSWER,)


def test_what_a_header_proved_is_not_taken_back():
    """That the engine finds nothing now is not said beside it, either way around."""
    assert merged([HEADER], [NOTHING]) == (HEADER,)
    assert merged([NOTHING], [ANSWER]) == (ANSWER,)


def test_engines_do_not_speak_for_each_other():
    """Another engine's word on the same threat is a word of its own."""
    other = Finding(provider="spamassassin", threat=ThreatType.SPAM)
    assert merged([other], [ANSWER]) == (other, ANSWER)


def test_a_missing_verdict_stands_beside_any():
    """A person must see which engine did not answer, whatever its header said."""
    late = Finding(provider="rspamd", no_verdict="It did not answer within 10 s.")
    assert merged([HEADER], [late, MISSING]) == (HEADER, late, MISSING)
