"""What filters wrote, decoded."""

from __future__ import annotations

import pytest

from clawback.analysis.explained.codes import bulk_level, spam_level
from clawback.analysis.explained.filters import words_of
from clawback.analysis.heading import read_heading
from clawback.analysis.trace import NO_TRUST, Trust, find_border

BORDER = "Received: from x (r.example [203.0.113.9]) by mx.corp.com with ESMTP id Q1aB2\n"
REPORT = "X-Forefront-Antispam-Report: CIP:203.0.113.9;CTRY:XX;SFV:SPM;CAT:HPHSH;SCL:9;ZZZ:1\n"


def words(text: str, trust: Trust = NO_TRUST):
    header = read_heading(text.encode() + b"\n").header
    return words_of(header, find_border(header, trust), trust)


def test_exchange_codes_get_names():
    """Every key its label, known values their meaning; what is not documented says so."""
    told = {one.key: one for one in words(REPORT + BORDER)}
    assert told["CIP"].label == "Address of the connecting server"
    assert told["CAT"].meaning == "Phish with high confidence"
    assert (told["SFV"].meaning, told["SCL"].meaning) == ("Spam", "Spam with high confidence")
    assert told["ZZZ"].label == "Not documented"
    assert all(one.believed for one in told.values())


def test_forged_codes_are_shown_and_not_believed():
    """Below the border anybody can write them, unless the site's filter strips forgeries."""
    assert not any(one.believed for one in words(BORDER + REPORT))
    assert all(one.believed for one in words(BORDER + REPORT, Trust(filters=("microsoft",))))


def test_rspamd_and_spamassassin_rules_are_listed():
    """Name, score, detail, and what the rule counts as."""
    rspamd = words(
        "X-Spamd-Result: default: True [12.0 / 15.0]; PHISHING(4.00)[a->b];"
        f" BAYES_SPAM(5.1)[99%]; MIME_GOOD(-0.1)[text/plain]\n{BORDER}"
    )
    assert (rspamd[0].key, rspamd[0].score) == ("PHISHING", 4.0)
    assert rspamd[0].value == "a->b"
    assert rspamd[0].meaning == "Proves phish by itself; counts as General filter."
    assert rspamd[1].meaning == "Counts as Advanced filter."
    assassin = words(
        f"X-Spam-Status: Yes, score=9.1 required=5.0 tests=BAYES_99=3.5,HTML_MESSAGE=0.1\n{BORDER}"
    )
    assert [(one.key, one.score) for one in assassin] == [("BAYES_99", 3.5), ("HTML_MESSAGE", 0.1)]
    assert all(one.believed for one in (*rspamd, *assassin))


def test_a_level_alone_is_decoded():
    """X-MS-Exchange-Organization-SCL, which inner servers write."""
    (level,) = words(f"X-MS-Exchange-Organization-SCL: -1\n{BORDER}")
    assert (level.key, level.meaning) == ("SCL", "Filtering was skipped")


@pytest.mark.parametrize(
    ("value", "bulk", "spam"),
    [
        ("0", "Not from a bulk sender", "Not spam"),
        ("3", "A bulk sender with few complaints", ""),
        ("6", "A bulk sender with some complaints", "Spam"),
        ("9", "A bulk sender with many complaints", "Spam with high confidence"),
        ("10", "", ""),
        ("²", "", ""),
        ("", "", ""),
    ],
)
def test_levels_are_steps(value, bulk, spam):
    """Microsoft's own steps; what is no level says nothing."""
    assert (bulk_level(value), spam_level(value)) == (bulk, spam)
