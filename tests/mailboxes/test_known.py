"""Which sessions move known mails as columns."""

from __future__ import annotations

from clawback.mailboxes.imap.session import ImapSession
from clawback.mailboxes.known import Known, MovesKnown, Standing
from clawback.mailboxes.maildir.session import MaildirSession
from clawback.mailboxes.memory import MemorySession


def test_sessions_with_uids_offer_it():
    """IMAP and memory do; a Maildir's files have names and no UIDs of their own."""
    assert issubclass(ImapSession, MovesKnown)
    assert issubclass(MemorySession, MovesKnown)
    assert not issubclass(MaildirSession, MovesKnown)


def test_what_is_not_said_to_stand_does_not():
    """A look that brought nothing claims nothing, and Message-IDs stay out of logs."""
    known = Known(folder="INBOX", uid_validity=1, guids={1: "g"}, message_ids={1: "<secret@x>"})
    assert dict(Standing(known=known).there) == {}
    assert "secret" not in repr(Standing(known=known))
