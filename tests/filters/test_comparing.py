from __future__ import annotations

from datetime import timedelta

from tests.making.deliveries import NOW, make_delivery

from clawback.filters.comparing import (
    entries,
    key_of,
    message_id_forms,
    moment,
    texts,
    wanted_keys,
    wanted_text,
)
from clawback.filters.fields import FIELDS
from clawback.filters.tree import Ago
from clawback.filters.vocabulary import DELIVERIES
from clawback.model.delivery import Latest, Row


def test_entries_leave_out_what_says_nothing():
    """None and empty text are no entries; a zero is one."""
    delivery = make_delivery(file_type=("", "pdf"), file_size=(0,), spf=None, subject="")
    row = Row(delivery=delivery, latest=Latest())
    assert entries(FIELDS["file_type"], row) == ("pdf",)
    assert entries(FIELDS["file_size"], row) == (0,)
    assert entries(FIELDS["spf"], row) == ()
    assert entries(FIELDS["subject"], row) == ()


def test_keys_are_made_by_kind():
    """Text folds, URLs and addresses have their own keys, the rest is itself."""
    assert key_of(FIELDS["subject"])("STRASSE É") == "strasse é"
    assert key_of(FIELDS["url"])("HTTPS://A.example/") == "a.example"
    assert key_of(FIELDS["sender_ip"])("junk") is None
    assert key_of(FIELDS["email_size"])(7) == 7


def test_wanted_keys_leave_out_what_nothing_can_equal():
    """No address and no text are wanted by nobody."""
    assert wanted_keys(FIELDS["sender_ip"], ("junk", "::ffff:10.0.0.1"), NOW) == {"10.0.0.1"}
    assert wanted_keys(FIELDS["subject"], ("", "A"), NOW) == {"a"}


def test_a_message_id_is_wanted_in_both_forms():
    """Headers have angle brackets, people leave them out, and some mails have none."""
    keys = wanted_keys(FIELDS["internet_message_id"], ("A@b", "<c@d>"), NOW)
    assert keys == {"a@b", "<a@b>", "c@d", "<c@d>"}
    assert message_id_forms("<a@b>") == ("a@b", "<a@b>")


def test_a_relative_time_is_told_from_now():
    """Every other value is itself."""
    assert moment(Ago(timedelta(days=1), "-1d"), NOW) == NOW - timedelta(days=1)
    assert moment("x", NOW) == "x"


def test_only_url_fields_undo_defanging():
    """A subject with [.] is looked for as it is."""
    assert wanted_text(FIELDS["url"], "Evil[.]com") == "evil.com"
    assert wanted_text(FIELDS["subject"], "Evil[.]com") == "evil[.]com"


def test_texts_are_folded_and_from_every_word_field():
    """What bare words are looked for in."""
    row = Row(delivery=make_delivery(), latest=Latest())
    fields = [DELIVERIES.field(name) for name in DELIVERIES.words]
    assert "billing@sender.example" in texts(fields, row)
