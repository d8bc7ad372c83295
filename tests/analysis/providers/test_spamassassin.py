"""What spamd's answers say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.providers.port import DeclinedError, NoVerdictError
from clawback.analysis.providers.spamassassin import read_answer, rules_in

_TABLE = """
 pts rule name              description
---- ---------------------- --------------------------------------------------
1000 GTUBE                  BODY: Generic Test for Unsolicited Bulk Email
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
 2.5 T_LONG_WORDS           BODY: A description that is so long that it
                            goes on here
"""


def answer(report, *, status=b"0 EX_OK", spam=b"True ; 1002.5 / 5.0"):
    size = b"Content-length: %d\r\n" % len(report)
    return b"SPAMD/1.1 " + status + b"\r\n" + size + b"Spam: " + spam + b"\r\n\r\n" + report


def test_rules_come_with_scores_and_descriptions():
    """As the report's table has them."""
    told = read_answer(answer(_TABLE.encode()))
    assert (told.spam, told.score, told.threshold) == (True, 1002.5, 5.0)
    assert [(one.name, one.score) for one in told.rules] == [
        ("GTUBE", 1000.0),
        ("NO_RELAYS", 0.0),
        ("T_LONG_WORDS", 2.5),
    ]
    assert told.rules[0].detail == "BODY: Generic Test for Unsolicited Bulk Email"


def test_a_mail_cannot_write_the_table():
    """What looks like one in the preview of the mail is passed over."""
    forged = "Content preview:\n---- ----------------------\n 9.0 LAB_VIRUS  forged\n"
    assert rules_in(forged + _TABLE)[0].name == "GTUBE"
    assert "LAB_VIRUS" not in {one.name for one in rules_in(forged + _TABLE)}


def test_a_report_without_a_table_has_no_rules():
    """A site may have written its own template; score and threshold are told all the same."""
    told = read_answer(answer(b"This is spam.\n"))
    assert (told.rules, told.score) == ((), 1002.5)


def test_a_refusal_is_told_with_its_code():
    """Such as when spamd's own time was up."""
    with pytest.raises(DeclinedError, match="EX_TIMEOUT"):
        read_answer(b"SPAMD/1.0 79 EX_TIMEOUT\r\n\r\n")


@given(st.binary(max_size=300) | st.binary(max_size=300).map(answer))
def test_no_answer_is_too_strange(text):
    """It is understood, or it is no verdict."""
    with suppress(NoVerdictError):
        assert read_answer(text)
