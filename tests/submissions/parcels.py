"""Submissions and parcels as targets get them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from clawback.submissions.submission import (
    Category,
    FileSeen,
    Item,
    Kind,
    Reason,
    Result,
    Review,
    Submission,
    Submitter,
)
from clawback.submissions.targets.target import Parcel

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
RAW = (
    b"From: Eve <eve@evil.example>\r\nTo: anna@example.org\r\nSubject: Pay\r\n"
    b"Message-ID: <1@sender.example>\r\n\r\nplease pay\r\n"
)
MAIL = Item(
    kind=Kind.EMAIL,
    name="Pay",
    sha256="ab" * 32,
    size=len(RAW),
    sealed="cd" * 32,
    network_message_id="nm-1",
    internet_message_id="<1@sender.example>",
    recipient="anna@example.org",
    sender="eve@evil.example",
    mail_from="bounce@evil.example",
    sender_ip="192.0.2.7",
    received_at=NOW - timedelta(hours=1),
)
LINK = Item(kind=Kind.URL, name="http://evil.example/pay", sha256="ef" * 32)
PROGRAM = Item(kind=Kind.FILE, name="pay.exe", sha256="ba" * 32, size=7, sealed="dc" * 32)


def submission(item=MAIL, category=Category.PHISH, reason=None, **changes):
    """A confirmed one unless told otherwise."""
    sure = Reason.CONFIRMED_THREAT if category.bad else Reason.CONFIRMED_CLEAN
    seen = FileSeen(name="pay.exe", sha256="12" * 32, size=9)
    made = Submission(
        id="S-1M8MBMX0GA893",
        item=item,
        category=category,
        reason=reason or sure,
        at=NOW,
        by=Submitter(id="ada", name="Ada", role="analyst", kind="person"),
        review=Review(
            at=NOW,
            result=Result.NO_THREATS,
            files=(seen,),
            urls=("https://evil.example/x",),
        ),
        changed_at=NOW,
    )
    return replace(made, **changes)


def parcel(made=None, raw=RAW, **changes):
    """One on its first try."""
    made = made or submission()
    return replace(Parcel(key=f"{made.id}:here:1", submission=made, raw=raw, at=NOW), **changes)
