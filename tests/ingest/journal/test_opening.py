"""What becomes of a journal report, from the spool to the rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.doubles import NOON, PlainAnalyser, message_of
from tests.making.journal_reports import JOURNAL, journal_report
from tests.making.mails import mail

from clawback.ingest.intake import Envelope, Intake
from clawback.ingest.journal.opening import Outcome, opened
from clawback.ingest.prepare import Prepared, poisoned, prepare
from clawback.ingest.recipients import UNKNOWN, Organisation
from clawback.ingest.spool import Spooled
from clawback.model.delivery import Delivery
from clawback.model.fingerprint import network_message_id
from clawback.model.location import DeliveryLocation, MailboxRef

OURS = Organisation(own_domains=frozenset({"example.org"}))
IMPORTS = Organisation(opens_imported_reports=True)
RECIPIENTS = (
    "To: Anna@example.org, Expanded: sales@example.org",
    "Bcc: bob@example.org, Forwarded: carl@example.org",
    "Recipient: dora@example.org",
)


def spooled(raw: bytes, **envelope) -> Spooled:
    given = {"source": "smtp", "recipients": (JOURNAL,), "mail_from": "ndr@example.org"}
    told = Envelope(
        received_at=NOON, **{"may_report": True, "client_ip": "192.0.2.25", **given, **envelope}
    )
    return Spooled(sequence=1, intake=Intake(raw=raw, envelope=told))


def prepared(raw, organisation=OURS, **envelope) -> Prepared:
    (one,) = prepare([spooled(raw, **envelope)], PlainAnalyser(), organisation)
    return one


def rows(raw: bytes, **envelope) -> dict[str, Delivery]:
    return {row.recipient: row for row in prepared(raw, **envelope).rows}


def test_the_mail_inside_is_stored_with_its_own_envelope():
    """Bytes, id, sender and every recipient are those of the true mail; the journal is nobody."""
    one = prepared(journal_report(mail(1), RECIPIENTS), connector="exchange")
    assert one.report is Outcome.OPENED
    assert one.mail.intake.raw == mail(1)
    assert one.message.network_message_id == network_message_id(mail(1))
    assert one.message.parse == "complete"
    assert [row.recipient for row in one.rows] == [
        "anna@example.org",
        "bob@example.org",
        "dora@example.org",
    ]
    for row in one.rows:
        assert row.sender_mail_from_address == "paul@sender.example"
        assert (row.source, row.connector, row.time_received) == ("smtp", "exchange", NOON)
        assert row.sender_ip == ""  # the client was Exchange, not who sent the mail


def test_each_recipient_has_its_way():
    """A list and a forwarding mailbox are on the rows that came by them, and on no others."""
    found = rows(journal_report(mail(1), RECIPIENTS))
    assert [row.distribution_list for row in found.values()] == [("sales@example.org",), (), ()]
    assert [row.forwarded_message for row in found.values()] == [False, True, False]


def test_a_bounce_has_an_empty_sender():
    """`Sender: <>` is said, not unknown."""
    found = rows(journal_report(mail(1, headers=[("Return-Path", "<x@y.example>")]), sender="<>"))
    assert found["anna@example.org"].sender_mail_from_address == ""


@pytest.mark.parametrize(
    ("raw", "recipients"),
    [
        (journal_report(None, RECIPIENTS), ["anna", "bob", "dora"]),
        (journal_report(b"\x78\x9f", RECIPIENTS, inner_type="application/ms-tnef"), None),
        (journal_report(mail(1), RECIPIENTS)[:-30], None),
        (journal_report(mail(1), text="Dear administrator,"), [UNKNOWN]),
        (b"X-MS-Journal-Report:\r\nTo: " + JOURNAL.encode() + b"\r\n\r\nx", [UNKNOWN]),
    ],
)
def test_what_cannot_be_opened_is_stored_as_it_is(raw, recipients):
    """Missing, TNEF, cut, no lines, no parts: marked, with the recipients that could be read."""
    one = prepared(raw)
    assert one.report is Outcome.UNREADABLE
    assert one.mail.intake.raw == raw
    assert one.message.parse == "limited:journal_report"
    names = [row.recipient.removesuffix("@example.org") for row in one.rows]
    assert names == (recipients or ["anna", "bob", "dora"])


def test_a_recipient_that_cannot_be_read_is_marked():
    """The mail is opened for the others, and says that something is missing."""
    one = prepared(journal_report(mail(1), ["To: anna@example.org", "To: /o=example/cn=bob"]))
    assert (one.report, one.message.parse) == (Outcome.IN_PART, "limited:journal_report")
    assert [row.recipient for row in one.rows] == ["anna@example.org"]


@pytest.mark.parametrize(("source", "told"), [("smtp", True), ("lmtp", True), ("milter", False)])
def test_whom_we_do_not_believe_opens_nothing(source, told):
    """Stored as any mail; where journal copies come in, it is marked and said."""
    raw = journal_report(mail(1), RECIPIENTS)
    one = prepared(raw, source=source, may_report=False)
    assert one.mail.intake.raw == raw
    assert [row.recipient for row in one.rows] == [JOURNAL]
    assert one.report is (Outcome.NOT_BELIEVED if told else Outcome.NO_REPORT)
    assert one.message.parse == ("limited:journal_report" if told else "complete")


def test_imports_are_opened_when_the_settings_say_so():
    """The journal's mailbox is not where the mail lies; without the setting nothing is opened."""
    raw = journal_report(mail(1))
    place: dict[str, Any] = {
        "mailbox": MailboxRef(server="s", account=JOURNAL, folder="INBOX"),
        "location": DeliveryLocation.JUNK,
        "read": True,
    }
    (row,) = prepared(raw, IMPORTS, source="import", may_report=False, **place).rows
    assert (row.recipient, row.mailbox, row.read) == ("anna@example.org", None, None)
    assert row.original_delivery_location is DeliveryLocation.INBOX
    (row,) = prepared(raw, source="import", may_report=False, **place).rows
    assert (row.recipient, row.read) == (JOURNAL, True)


def test_an_ordinary_mail_of_a_believed_client_is_left_alone():
    """With a report inside, too: only what is a report itself is opened."""
    for raw in (mail(1), mail(1, body="X-MS-Journal-Report:\n")):
        assert opened(spooled(raw).intake, OURS).intake == spooled(raw).intake
    one = prepared(journal_report(journal_report(mail(1)).replace(b"_8b2f", b"_other")))
    assert one.mail.intake.raw.startswith(b"Received: from ex1")


def test_a_report_that_kills_analysis_names_no_journal():
    """The row of a mail that must not be read says nobody, and keeps the whole report."""
    raw = journal_report(mail(1))
    one = poisoned(spooled(raw), OURS)
    assert [row.recipient for row in one.rows] == [UNKNOWN]
    assert one.mail.intake.raw == raw
    assert [row.recipient for row in poisoned(spooled(mail(1)), OURS).rows] == [JOURNAL]


def test_a_fault_of_ours_while_opening_costs_one_report(monkeypatch):
    """The mails around it are stored; it becomes a row that says so."""

    def stumble(text):
        if "victim" in text:
            raise ZeroDivisionError
        return read(text)

    read = opened.__globals__["read_report"]
    monkeypatch.setitem(opened.__globals__, "read_report", stumble)
    mails = [
        spooled(journal_report(mail(1))),
        spooled(journal_report(mail(2), ["To: victim@example.org"])),
        spooled(mail(3)),
    ]
    found = prepare(mails, PlainAnalyser(), OURS)
    assert [one.message.parse for one in found] == ["complete", "failed:poison", "complete"]


@pytest.mark.parametrize(
    ("parse", "marked"),
    [
        ("complete", "limited:journal_report"),
        ("limited:urls", "limited:urls,journal_report"),
        ("failed:crash", "failed:crash"),
    ],
)
def test_the_mark_joins_what_analysis_says(parse, marked):
    """Nothing that `parse` told before is lost."""
    found = opened(spooled(journal_report(None)).intake, OURS)
    assert found.marked(message_of(mail(1), parse=parse)).parse == marked


@settings(deadline=None)
@given(
    text=st.text(max_size=300),
    inner=st.one_of(st.none(), st.binary(max_size=200)),
    believed=st.booleans(),
)
def test_nothing_is_lost_whatever_a_report_holds(text, inner, believed):
    """There is always a row, with the report's bytes or the mail's; never one for the journal."""
    raw = journal_report(inner, text=text)
    one = prepared(raw, may_report=believed)
    assert one.rows
    assert one.mail.intake.raw in {raw, inner}
    if believed:
        assert JOURNAL not in {row.recipient for row in one.rows}
