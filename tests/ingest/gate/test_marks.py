"""What the gate writes into headers: no forged word stays, no line is too long, no text is bent."""

from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.ingest.gate.header import changed, fields_of
from clawback.ingest.gate.marks import FLAG, VERDICT, marks
from clawback.ingest.gate.policy import Decision, Threat
from clawback.ingest.ruling import GateAction

SUBJECTS = [
    b"Invoice",
    b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
    b"=?utf-8?q?Gr=C3=BC?=\r\n =?utf-8?q?=C3=9Fe?=",
    b"Re: =?iso-8859-1?q?Gr=FC=DFe?= x",
    b"x" * 980,
    b"",
]
TAGS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=40
)


def marked(head, decision, **more):
    return changed(head, marks(fields_of(head), decision, **more))


def shown(text):
    """As a reader shows it, without regard to how many blanks stand between two words."""
    return " ".join(str(make_header(decode_header(text))).split())


@given(forged=st.lists(st.sampled_from([VERDICT, FLAG, VERDICT.upper(), "X-Other"]), max_size=8))
@pytest.mark.parametrize("action", list(GateAction))
def test_no_forged_word_stays(action, forged):
    """Whatever a mail comes with: of our names, only what is written here stands in it."""
    head = b"".join(name.encode() + b": forged\r\n" for name in forged)
    decision = Decision(action=action, threat=Threat.PHISH)
    after = message_from_bytes(marked(head, decision, tag="[!]"))
    assert after.get_all(VERDICT) == [f"phish; action={action.value}"]
    if action is GateAction.JUNK:
        assert after.get_all(FLAG) == ["YES"]
    else:
        assert len(after.get_all(FLAG, [])) == forged.count(FLAG)
    assert len(after.get_all("X-Other", [])) == forged.count("X-Other")


@given(tag=TAGS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_any_tag_before_any_subject(subject, tag):
    """It is shown before the subject, in lines that are allowed, and not twice."""
    decision = Decision(action=GateAction.TAG, threat=Threat.PHISH)
    head = b"Subject: " + subject + b"\r\n"
    after = marked(head, decision, tag=tag)
    told = message_from_bytes(after)["Subject"]
    before = shown(message_from_bytes(head)["Subject"])
    assert shown(told).replace(" ", "") == f"{tag}{before}".replace(" ", "")
    assert all(len(line) <= 998 for line in after.split(b"\r\n"))
    lines = after.split(b"\r\n")
    assert all(line[:1] in {b" ", b"\t", b"S", b"X", b""} for line in lines)


def test_a_tag_is_not_repeated():
    """A reply to a tagged mail keeps its one tag."""
    decision = Decision(action=GateAction.TAG)
    once = marked(b"Subject: x\r\n", decision, tag="[!]")
    assert marked(once, decision, tag="[!]") == once


def test_what_was_not_judged_says_so():
    """And a mail that was, and is clean, says nothing."""
    assert marked(b"", Decision(), trouble=True) == (
        b"X-Clawback-Verdict: unjudged; action=accept\r\n"
    )
    assert marked(b"A: b\r\n", Decision()) == b"A: b\r\n"
