from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.filters.trees import trees
from tests.making.deliveries import NOW, deliveries, message_id

from clawback.filters.errors import FilterError
from clawback.filters.fields import FIELDS
from clawback.filters.match import match, matcher
from clawback.filters.parse import parse
from clawback.filters.tree import And, Everything, Filter, InList, Not, Or, Present, Words
from clawback.model.delivery import Delivery, Latest, Row
from clawback.model.folding import fold
from clawback.model.location import AdditionalAction, DeliveryAction, DeliveryLocation
from clawback.model.verdict import ThreatType

_LISTS = {"bad": frozenset({"evil.example"}), "vip-1": frozenset[str](), "a_b": frozenset({"a"})}
_MAIL = Row(
    delivery=Delivery(
        network_message_id=message_id(1),
        internet_message_id="<Abc@mail.example>",
        recipient="Ada@Example.org",
        time_received=NOW - timedelta(days=3),
        subject="Your Invoice 4711",
        sender_address="billing@evil.example",
        sender_domain="evil.example",
        sender_display_name="Jürgen",
        sender_ip="::ffff:192.0.2.7",
        reply_to=("x@gmail.example", "y@y.example"),
        delivery_action=DeliveryAction.DELIVERED_TO_JUNK,
        threat_type=(ThreatType.PHISH, ThreatType.SPAM),
        email_size=2048,
        url=("https://evil.example/login?x=1", "https://xn--bcher-kva.example/"),
        url_domain=("evil.example", "xn--bcher-kva.example"),
        url_path=("/login", "/"),
        url_wrapper=("https://safe.example/?u=evil",),
        attachment_filename=("Invoice.ISO", ""),
        attachment_sha256=("ab" * 32, "cd" * 32),
        file_type=("", ""),
        file_size=(0, 5000),
    ),
    latest=Latest(
        latest_delivery_location=DeliveryLocation.QUARANTINE,
        additional_action=(AdditionalAction.ZAP,),
    ),
)
_BARE = Row(
    delivery=Delivery(network_message_id="x", recipient="b@b.example", time_received=NOW),
    latest=Latest(),
)


def _rows() -> st.SearchStrategy[Row]:
    return st.builds(Row, delivery=deliveries(), latest=st.just(Latest()))


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "-subject:'*", "subject:*", 'SUBJECT:"your invoice 4711"', "subject:*4711"),
        *('subject~"INVOICE 4"', r"subject:/^your\s/", "subject:(nope, *4711)", "your 4711"),
        *("jürgen ada@example x@gmail", "invoice.iso", "safe.example/?u", '"invoice 4711"'),
        *("message_id:abc@mail.example", "message_id:<ABC@mail.example>"),
        *("ip:192.0.2.7", "ip:::ffff:192.0.2.7", "ip:192.0.2.0/24", "ip:::ffff:192.0.2.0/120"),
        *("reply_to:Y@y.example", "reply_to:*@gmail.example", "-reply_to:z@z.example"),
        *("action:delivered_to_junk", "threat:(malware, spam)", "location:quarantine"),
        *("additional_action:zap", "-phish_confidence_level:high", "-spf:*", "threat:*"),
        *("size:2kb", "size>=2048", "size<2049", "size:1kb..2kb", "file_size>1kb", "file_size:0"),
        *("url_count:2", "attachment_count>1", "received:-7d", "received<-2d"),
        *("url:evil.example/login?x=1", "url:http://EVIL.example:443/login?x=1"),
        *("url:bücher.example", "url_domain:Bücher.example", "url_domain:*.example"),
        *("url:safe.example/?u=evil", "url:evil.example/*", 'url~"hxxps://evil[.]example"'),
        *("url_path:login", "url_path:/", "sha256:" + "AB" * 32, "file:*.iso", "-file_type:*"),
        *("list:bad", "-list:vip-1", "time:2026-11-28", "time>=2026-11-28T00:00Z"),
        *("weekday:saturday", "time_of_day:0", "time_of_day:23..00:30", "time_of_day:01:00+01:00"),
        *("forwarded:no", "override:none", "spf:*  OR phish_confidence_level:none", "-scl:*"),
        *("NOT (subject:x OR subject:y)", "subject:x OR from:billing@evil.example"),
    ],
)
def test_true_of_the_mail(text):
    """What an analyst would expect to find it, finds it."""
    assert match(parse(text), _MAIL, now=NOW, lists=_LISTS)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "subject:invoice",
            "-subject:*",
            "subject:/^invoice/",
            '"4711 invoice"',
            "reply_to:gmail",
        ),
        *("ip:192.0.2.8", "ip:::/0", "ip:10.0.0.0/8", "reply_to:z@z.example", "-url_domain:*"),
        *("action:delivered", "threat:malware", "-threat:spam", "spf:none", "-received:*"),
        *("size>2048", "size<2kb", "file_size>5kb", "url_count:1", "received>-2d"),
        *("url:evil.example", "url:evil.example/login", "url_path:/log", "file_type:*"),
        *("weekday:(sunday, monday)", "time_of_day:00:01..23", "time_of_day>00:00", "scl<5"),
        *("forwarded:yes", "threat:none", "-override:none"),
        *("list:vip-1", "list:a_b", "time:2026-11-27", "url:good.example/*"),
    ],
)
def test_not_true_of_the_mail(text):
    """Nothing else finds it."""
    assert not match(parse(text), _MAIL, now=NOW, lists=_LISTS)


@pytest.mark.parametrize("field", sorted(set(FIELDS) - {"network_message_id", "recipient"}))
def test_what_is_not_known_fits_no_test_and_every_contrary(field):
    """A field without a value is not present; a zero, a default and a time are values."""
    valued = {
        *("time_received", "email_size", "url_count", "attachment_count", "parse"),
        *("delivery_action", "original_delivery_location", "latest_delivery_location"),
        *("time_of_day", "weekday", "forwarded_message", "primary_override"),
        *("reported", "clicked"),
    }
    assert match(Present(field), _BARE, now=NOW) == (field in valued)
    assert match(Not(Present(field)), _BARE, now=NOW) != (field in valued)


@settings(deadline=None)
@given(trees(), trees(), _rows())
def test_logic_is_that_of_truth_tables(left: Filter, right: Filter, row: Row):
    """AND, OR and NOT of filters are those of their answers."""
    one, other = (match(tree, row, now=NOW, lists=_LISTS) for tree in (left, right))
    assert match(And((left, right)), row, now=NOW, lists=_LISTS) == (one and other)
    assert match(Or((left, right)), row, now=NOW, lists=_LISTS) == (one or other)
    assert match(Not(left), row, now=NOW, lists=_LISTS) == (not one)
    assert match(Everything(), row, now=NOW)


@settings(deadline=None)
@given(st.text(max_size=6), _rows())
def test_a_bare_word_is_found_where_it_stands(word: str, row: Row):
    """Words look into subject, addresses, names, URLs with their wrappers, and file names."""
    mail = row.delivery
    places = (
        *(mail.subject, mail.sender_address, mail.sender_display_name, mail.recipient),
        *(mail.sender_mail_from_address, *mail.reply_to, *mail.url, *mail.url_wrapper),
        *mail.attachment_filename,
    )
    found = any(fold(word) in fold(place) for place in places if place)
    assert match(Words(word), row, now=NOW) == found


def test_hostile_text_in_a_row_is_searched():
    """Half a character in a subject, which no encoder takes, does not stop an expression."""
    delivery = Delivery(
        network_message_id="x", recipient="a", time_received=NOW, subject="in\udc80voice"
    )
    row = Row(delivery=delivery, latest=Latest())
    assert match(parse("subject:/voice$/"), row, now=NOW)
    assert match(parse("subject:in?voice"), row, now=NOW)


def test_a_list_that_was_not_handed_over_is_an_error():
    """Never an empty result by mistake."""
    with pytest.raises(FilterError, match='There is no list "gone"'):
        matcher(InList("gone"), now=NOW)


def test_a_hostile_expression_takes_linear_time():
    """What would take a backtracking engine for ever is answered at once."""
    delivery = Delivery(
        network_message_id="x", recipient="a", time_received=NOW, subject="a" * 50_000
    )
    row = Row(delivery=delivery, latest=Latest())
    assert not match(parse("subject:/(a*)*b/"), row, now=NOW)
    assert not match(parse("subject:" + "*a" * 40 + "*b"), row, now=NOW)
