"""What a row is sorted by."""

from tests.making.deliveries import make_delivery, message_id

from clawback.filters.fields import FIELDS
from clawback.model.delivery import Latest, Row
from clawback.model.location import DeliveryAction
from clawback.store.sort_value import cursor_after, shortened, value_of
from clawback.store.sorting import NEWEST, Sort


def row(**values):
    return Row(delivery=make_delivery(1, **values), latest=Latest())


def value(name, **values):
    return value_of(FIELDS[name])(row(**{name: values["of"]}))


def test_values_are_comparable():
    """Text folded, codes of enumerations, addresses as bytes, the first entry with a text."""
    assert value("subject", of="ÉTÉ") == "été"
    assert value("delivery_action", of=DeliveryAction.BLOCKED) == "blocked"
    assert value("sender_ip", of="192.0.2.1") == b"\x04\xc0\x00\x02\x01"
    assert value("url_domain", of=("", "B.example", "a.example")) == "b.example"
    assert value("email_size", of=7) == 7
    assert value_of(FIELDS["network_message_id"])(row()) == message_id(1)


def test_nothing_is_no_value():
    """Empty text, empty lists, and what is no address."""
    assert value("subject", of="") is None
    assert value("url_domain", of=("",)) is None
    assert value("sender_ip", of="junk") is None


def test_a_cursor_remembers_what_it_needs():
    """No value where rows stand by time, and no more than the beginning of a long text."""
    long = row(subject="x" * 2000)
    assert cursor_after(long, NEWEST).value is None
    cursor = cursor_after(long, Sort(field="subject"))
    short = shortened(cursor)
    assert short.cut
    assert len(str(short.value)) == 300
    assert shortened(short.cut_to(10)).value == "x" * 10
