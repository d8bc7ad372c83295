"""What people paste: every line counts, or is said to be wrong."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.delivery import DeliveryKey
from clawback.remediation.choice import Names, TooManyNamesError
from clawback.remediation.naming import BadNameError, read_names

LISTS = {"wave": ["a@x", "<b@x>"]}


def names(text, keys=()):
    return read_names(text, keys, LISTS.__getitem__)


def ids(*every):
    return Names(ids=frozenset(every))


@pytest.mark.parametrize(
    "text",
    [
        "ABC-1\n\n  <One@x>  \r\nABC-1\n",
        "\ufeffabc-1\none@x",
        "network_message_id\nABC-1\nOne@x\n",
        "Internet Message ID,Subject\n<one@x>,hello\nABC-1,\n",
        "subject;message-id\nx;<One@x>\n;abc-1\n",
        "id\tmessage_id\nABC-1\t\n\tone@x\n",
    ],
)
def test_ids_in_every_form(text):
    """A line each or a column, with brackets or without, in any case; doubles count once."""
    assert names(text) == ids("abc-1", "one@x")


def test_a_table_with_recipients_names_single_deliveries():
    """A message id beside a recipient is one delivery; without a recipient it is the message."""
    text = 'recipient,network_message_id,subject\nAda@x,M-1,"two\nlines"\n,M-2,\n'
    found = names(text, [DeliveryKey(network_message_id="M-3", recipient="bob@x")])
    assert found.keys == {("m-1", "Ada@x"), ("m-3", "bob@x")}
    assert found.ids == {"m-2"}


def test_an_uploaded_list():
    """`list:name` stands for its entries and is remembered."""
    assert names("list:wave\nc@x") == Names(ids=frozenset({"a@x", "b@x", "c@x"}), lists=("wave",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no id"),
        (" \n\n", "There is no id"),
        ("network_message_id,recipient\n", "There is no id"),
        ("network_message_id,recipient\nm-1,a@x\n,b@x\n", "Line 3 has no message id"),
        ("a\x00b", "Line 1 holds a character"),
        ("ok\n" + "x" * 5000, "Line 2 is longer"),
        ("id\n" + "x" * 200_000, "no CSV"),
    ],
)
def test_lines_that_name_nothing(text, said):
    """Each is said with its number, and nothing is dropped silently."""
    with pytest.raises(BadNameError, match=said):
        names(text)


def test_more_than_a_choice_may_hold(monkeypatch):
    """Refused in words, by number."""
    monkeypatch.setattr("clawback.remediation.choice.MOST_NAMES", 2)
    with pytest.raises(TooManyNamesError, match="These are 3 names"):
        names("a\nb\nc")


_WORD = st.text(st.sampled_from("abcXYZ019-@.<>'\"=+,; é"), min_size=1, max_size=12).filter(
    lambda text: text.strip().strip("<>")
)


@given(st.lists(st.tuples(_WORD, _WORD), min_size=1, max_size=8))
def test_a_table_that_we_wrote_reads_back(rows):
    """A CSV with network message id and recipient names exactly its deliveries."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["network_message_id", "recipient"])
    writer.writerows(rows)
    keys = {(names(message).ids, recipient.strip()) for message, recipient in rows}
    found = names(out.getvalue())
    assert len(found.keys) == len({(m.strip().lower(), r.strip()) for m, r in rows})
    assert {recipient for _, recipient in found.keys} == {recipient for _, recipient in keys}


@given(st.text(max_size=200))
def test_anything_at_all(text):
    """Whatever is pasted is names or a sentence."""
    with suppress(BadNameError):
        assert len(read_names(text, [], lambda name: [name]))
