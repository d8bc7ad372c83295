"""Deliveries with their evidence as flat lines."""

from __future__ import annotations

from tests.remediation.review.test_affected import payload

from clawback.jobs.job import Entry
from clawback.mailboxes.port import Place
from clawback.model.location import MailboxRef
from clawback.remediation import evidence
from clawback.remediation.evidence import Evidence, Trace
from clawback.remediation.review.proof import COLUMNS, proof


def ref(folder, uid):
    return MailboxRef(server="a", account="ada", folder=folder, uid_validity=7, uid=uid, guid="g")


def test_every_copy_has_its_entry_in_every_list():
    """Two copies make lists of two; one that went nowhere has an empty folder afterwards."""
    before, after = ref("INBOX", 1), ref("Junk", 9)
    moved = Trace(
        before=before,
        before_place=Place.INBOX,
        flags=frozenset({"\\Seen", "$Phishing"}),
        internal_date=None,
        after=after,
        after_place=Place.JUNK,
        read_back=True,
    )
    left = Trace(before=ref("Ü", 2), before_place=None, flags=frozenset(), internal_date=None)
    text = evidence.encode(
        Evidence(server="a", account="ada", traces=(moved, left), note="Two copies.")
    )
    entry = Entry(
        seq=0,
        payload=payload("a", "ada", "ada@x", "INBOX"),
        attempt=2,
        outcome="success",
        evidence=text,
    )
    line = dict(zip(COLUMNS, proof(entry), strict=True))
    assert (line["outcome"], line["note"], line["attempts"]) == ("success", "Two copies.", 2)
    assert (line["folder_before"], line["folder_after"]) == (["INBOX", "Ü"], ["Junk", ""])
    assert (line["uid_before"], line["uid_after"]) == ([1, 2], [9, 0])
    assert line["flags"] == ["$Phishing \\Seen", ""]
    assert line["read_back"] == ["yes", "no"]


def test_what_has_not_ended_has_no_outcome():
    """An item without evidence has empty lists."""
    entry = Entry(
        seq=0, payload=payload("a", "ada", "ada@x", None), attempt=0, outcome="", evidence=""
    )
    line = dict(zip(COLUMNS, proof(entry), strict=True))
    assert (line["outcome"], line["folder_before"], line["escrow"]) == ("", [], [])
