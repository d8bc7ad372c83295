from __future__ import annotations

import pytest
from hypothesis import given
from tests.filters.trees import trees

from clawback.filters.describe import brief, describe
from clawback.filters.parse import parse
from clawback.filters.tree import Everything, Filter, Not


@given(trees())
def test_every_filter_can_say_itself(tree: Filter):
    """One sentence, whatever the filter; and its contrary has another."""
    sentence = describe(tree)
    assert sentence.startswith("Deliveries where ")
    assert sentence.endswith(".")
    assert describe(Not(tree)) != sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'from:a@b.com -subject~"hi" file:*.iso',
            (
                'the sender address is "a@b.com" and the subject does not contain "hi" and an '
                'attachment filename fits the pattern "*.iso"'
            ),
        ),
        (
            "pay now threat:(phish, malware) OR -url:*",
            (
                '("pay" and "now" appear in the subject, addresses, names, URLs or file names and '
                "a threat type is Phish or Malware) or there is no URL"
            ),
        ),
        (
            "received:-7d size>1mb ip:10.0.0.0/8",
            (
                "the time received is 7 days ago or later and the email size is more than 1 MB "
                "and the sender IP is in the network 10.0.0.0/8"
            ),
        ),
        (
            "received:2026-11-01 received>2026-11-02T10:00",
            (
                "the time received is on 2026-11-01 (UTC) and the time received is after "
                "2026-11-02 10:00 UTC"
            ),
        ),
        (
            "id:(a, b, c, d, e, f)",
            'the network message ID is one of 6 values ("a", "b", "c", "d", "e", …)',
        ),
        (
            "-list:vip -a -url_domain:evil.com",
            (
                'none of its IDs, hashes, URLs or addresses stand in the list "vip" and "a" does '
                "not appear in the subject, addresses, names, URLs or file names and no URL "
                'domain is "evil.com"'
            ),
        ),
        (
            "time_of_day:22..6 time_of_day<23 forwarded:true weekday:sunday",
            (
                "the time of day is from 22:00 UTC to 06:59 UTC and the time of day is before "
                '23:00 UTC and "forwarded message" is true and the weekday is Sunday'
            ),
        ),
        (
            'body~"gift card" header.x-mailer:php* -first_contact:yes',
            (
                'the body contains "gift card" and a header x-mailer fits the pattern "php*" and '
                '"first contact" is not true'
            ),
        ),
        (
            "NOT (rule:x spf:none)",
            'it is not so that (an Exchange transport rule is "x" and the SPF is None)',
        ),
    ],
)
def test_sentences(text, said):
    """Labels, values and joins read as English."""
    assert describe(parse(text)) == f"Deliveries where {said}."


def test_no_condition_is_every_delivery():
    """The empty filter is said plainly, because it may be about to be acted on."""
    assert describe(Everything()) == "Every delivery."


def test_even_a_contradiction_is_a_sentence():
    """A tree that only code can make is said too."""
    assert describe(Not(Everything())) == "Deliveries where it is not so that (anything holds)."


@pytest.mark.parametrize(
    ("text", "label", "says"),
    [
        ("from:a@b.com", "Sender address", 'is "a@b.com"'),
        ("-subject~hi", "Subject", 'does not contain "hi"'),
        ("url_domain:*.x.example", "URL domain", 'fits the pattern "*.x.example"'),
        ("-url_domain:x.example", "URL domain", 'none is "x.example"'),
        ("url:*", "URL", "any"),
        ("-url:*", "URL", "none"),
        ("-list:bad", "List", 'not "bad"'),
        ("hi", "", '"hi"'),
        ("a OR url:*", "", '"a" appears in the subject, addresses, names, URLs or file names or'),
    ],
)
def test_a_condition_in_few_words(text, label, says):
    """A label and the rest; what is about no single field says itself whole."""
    said = brief(parse(text))
    assert said.label == label
    assert said.says.startswith(says)
