"""From what somebody sends to a wish."""

from __future__ import annotations

from clawback.model.delivery import DeliveryKey
from clawback.remediation.choice import ALL, Names
from clawback.remediation.naming import read_names
from clawback.remediation.shapes import NewRemediation
from clawback.remediation.wishing import wish_of

BODY = {"action": "soft_delete", "filter": "x", "name": " n "}


def read(text, keys):
    return read_names(text, keys, lambda _: [])


def test_without_names_everything_is_chosen():
    """A plain wish has no choice, and its name no blanks around it."""
    wish = wish_of(NewRemediation.model_validate(BODY), read)
    assert (wish.choice, wish.name) == (ALL, "n")


def test_names_become_a_choice():
    """Ticked rows and pasted text are taken together."""
    row = {"network_message_id": "M", "recipient": "ada@x"}
    sent = BODY | {
        "only": {"deliveries": [row], "text": "<a@x>"},
        "without": {"text": "b@x"},
        "every_location": True,
    }
    choice = wish_of(NewRemediation.model_validate(sent), read).choice
    assert choice.only == Names(keys=frozenset({("m", "ada@x")}), ids=frozenset({"a@x"}))
    assert choice.without == read("b@x", list[DeliveryKey]())
    assert choice.every_location
