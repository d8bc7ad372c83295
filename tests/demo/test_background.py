"""Newsletters, machines, announcements, meetings, returned mail and spam."""

import email
from email import policy
from itertools import islice

from clawback.analysis.message import analyse
from clawback.demo.mail.announcements import EVERYBODY, announcements
from clawback.demo.mail.bounces import returned_mail
from clawback.demo.mail.envelope import Folder
from clawback.demo.mail.machines import notices
from clawback.demo.mail.mailings import mailings
from clawback.demo.mail.meetings import meetings
from clawback.demo.mail.spam import spam
from clawback.model.verdict import ThreatType


def parsed(mail):
    return email.message_from_bytes(mail.message, policy=policy.compat32)


def test_newsletters_can_be_left(stage):
    """One-click unsubscription (RFC 8058), a list id, and a link in the text."""
    for mail in islice(mailings(stage), 150):
        header = parsed(mail)
        assert header["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        leave = header["List-Unsubscribe"].partition(">")[0].strip("<")
        assert leave in {one.url for one in analyse(mail.message).urls}
        assert header["List-Id"]


def test_machines_say_that_they_are_machines(stage):
    """RFC 3834: nobody's out-of-office answer goes to a program."""
    mails = list(islice(notices(stage), 100))
    assert all(parsed(mail)["Auto-Submitted"] == "auto-generated" for mail in mails)
    assert any(copy.addressed.startswith("it@") for mail in mails for copy in mail.copies)


def test_announcements_reach_everybody_over_the_list(stage):
    """One message, two hundred deliveries, each with its own Delivered-To."""
    (mail,) = islice(announcements(stage), 1)
    assert mail.deliveries == 200
    assert {copy.addressed for copy in mail.copies} == {EVERYBODY}
    assert len({mail.bytes_of(copy) for copy in mail.copies}) == 200


def test_meetings_have_calendar_files_and_answers(stage):
    """Invitations, replies and cancellations carry the method that they are (RFC 5546)."""
    methods = set()
    for mail in islice(meetings(stage), 200):
        calendar = parsed(mail).get_payload()[1]
        assert (
            f"METHOD:{calendar.get_param('method')}" in calendar.get_payload(decode=True).decode()
        )
        methods.add(calendar.get_param("method"))
    assert methods == {"REQUEST", "REPLY", "CANCEL"}


def test_returned_mail_has_no_envelope_sender(stage):
    """Bounces are reports (RFC 3464) from nobody, as are answers of people who are away."""
    types = set()
    for mail in islice(returned_mail(stage), 60):
        assert mail.arrival.mail_from == ""
        header = parsed(mail)
        types.add(header.get_content_type())
        if header.is_multipart():
            assert header.get_param("report-type") == "delivery-status"
            assert header.get_payload()[1].get_content_type() == "message/delivery-status"
    assert types == {"multipart/report", "text/plain"}


def test_most_spam_is_in_junk_and_known_for_what_it_is(stage):
    """What the filter caught lies in Junk; what it let through does not."""
    mails = list(islice(spam(stage), 200))
    caught = 0
    for mail in mails:
        message = analyse(mail.bytes_of(mail.copies[0]))
        junk = mail.copies[0].folder is Folder.JUNK
        assert junk == (ThreatType.SPAM in {one.threat for one in message.findings})
        caught += junk
    assert 0.7 < caught / len(mails) < 0.95
