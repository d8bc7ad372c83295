"""Fields by their names, outside filters."""

import pytest

from clawback.store.counting import UnknownFieldError
from clawback.store.json_row import COLUMNS
from clawback.store.named import columns_called, field_called, sort_called
from clawback.store.sorting import NEWEST, Sort


def test_columns_are_named_like_fields():
    """Aliases and hyphens too, each once, in the order given; nothing names all."""
    assert columns_called("subject, from,Sender-Address ,to") == (
        "subject",
        "sender_address",
        "recipient",
    )
    assert columns_called(None) == columns_called(" ") == COLUMNS


def test_an_order_is_a_field_and_a_direction():
    """A hyphen in front turns it round; nothing is newest first."""
    assert sort_called("size") == Sort(field="email_size")
    assert sort_called("-subject") == Sort(field="subject", descending=True)
    assert sort_called("-received") == sort_called(None) == NEWEST
    assert str(sort_called("-subject")) == "-subject"
    assert str(sort_called("subject")) == "subject"


@pytest.mark.parametrize("text", ["subjct", "-subjct", "subject;", "--subject", "1", "d.subject"])
def test_anything_else_is_refused_in_a_sentence(text):
    """With the field that was perhaps meant."""
    with pytest.raises(UnknownFieldError, match="There is no field") as told:
        sort_called(text)
    with pytest.raises(UnknownFieldError):
        columns_called(f"subject,{text}")
    with pytest.raises(UnknownFieldError, match="to group by"):
        field_called(text, "to group by")
    if "subj" in text:
        assert 'Did you mean "subject"?' in str(told.value)
