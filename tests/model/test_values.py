"""The small values: labels, folding, addresses, attachments, clocks, errors, actors."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.actor import Actor
from clawback.model.address import Address, domain_of
from clawback.model.attachment import Attachment
from clawback.model.clock import FixedClock, SystemClock
from clawback.model.delivery import Delivery, DeliveryKey
from clawback.model.errors import BadInputError, ClawbackError, NotFoundError
from clawback.model.folding import fold
from clawback.model.location import DeliveryAction
from clawback.model.url import Url


def test_a_labelled_member_is_its_code_and_knows_its_label():
    """An enumeration's member is the code in JSON and has the words people read."""
    assert DeliveryAction("delivered_to_junk") is DeliveryAction.DELIVERED_TO_JUNK
    assert f"{DeliveryAction.DELIVERED_TO_JUNK}" == "delivered_to_junk"
    assert DeliveryAction.DELIVERED_TO_JUNK.label == "Delivered to junk"


@given(st.text())
def test_folding_twice_is_folding_once(text):
    """Folding is idempotent, so a folded needle meets a folded column."""
    assert fold(fold(text)) == fold(text)


def test_folding_joins_spellings_of_one_letter():
    """A composed and a decomposed letter, upper and lower, fold to one."""
    assert fold("É") == fold("e\u0301") == "é"


@pytest.mark.parametrize(
    ("address", "domain"),
    [("a@B.example", "b.example"), ("a@b@c.test.", "c.test"), ("nobody", ""), ("", "")],
)
def test_domain_is_what_follows_the_last_at(address, domain):
    """The domain is folded and ends without a dot; without an @ there is none."""
    assert domain_of(address) == domain
    assert Address(address=address).domain == domain


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.tar.GZ", "gz"), ("noending", ""), (".hidden", ""), ("", ""), ("x.", "")],
)
def test_extension_is_the_last_ending(name, extension):
    """The extension is the part after the last dot, folded; a leading dot is no ending."""
    attachment = Attachment(name=name, declared_type="", file_type="", size=0, sha256="")
    assert attachment.extension == extension


def test_domain_and_path_is_both_in_one():
    """The field `url_domain_and_path` is domain and path joined."""
    url = Url(url="http://a.test/b?c", seen="a.test/b?c", domain="a.test", path="/b")
    assert url.domain_and_path == "a.test/b"


def test_a_delivery_is_named_by_message_and_recipient():
    """The key and the counts come from the row itself."""
    delivery = Delivery(
        network_message_id="1",
        recipient="a@b.test",
        time_received=datetime(2026, 1, 1, tzinfo=UTC),
        url=("http://x.test/", "http://y.test/"),
        attachment_filename=("a.pdf",),
    )
    assert delivery.key == DeliveryKey(network_message_id="1", recipient="a@b.test")
    assert (delivery.url_count, delivery.attachment_count) == (2, 1)


def test_clocks_tell_aware_time():
    """The machine's clock is aware and in UTC; a fixed one says what it was told."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert SystemClock().now().tzinfo is UTC
    assert FixedClock(moment).now() == moment


def test_an_errors_docstring_is_its_default_message():
    """An error without words of its own says what its class says, and carries a code."""
    assert str(NotFoundError()) == "What was asked for does not exist."
    assert str(BadInputError("No.")) == "No."
    assert issubclass(BadInputError, ClawbackError)
    assert BadInputError.code == "bad_input"


def test_an_actor_may_what_their_permissions_say():
    """Nothing is allowed that is not listed."""
    actor = Actor(id="1", name="Ann", role="reader", permissions=frozenset({"deliveries.read"}))
    assert actor.may("deliveries.read")
    assert not actor.may("remediate.start")
