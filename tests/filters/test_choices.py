from __future__ import annotations

import pytest

from clawback.filters.choices import choice, choice_phrase, choice_spellings, choices_of
from clawback.filters.errors import FilterError
from clawback.filters.fields import FIELDS
from clawback.filters.scan import Piece

_CHOICES = [field for field in FIELDS.values() if field.choices]


def _read(name: str, text: str) -> object:
    return choice(FIELDS[name], Piece(text=text, start=0, end=len(text))).values


@pytest.mark.parametrize("field", _CHOICES, ids=lambda field: field.name)
def test_code_and_label_of_every_choice_are_read(field):
    """However they are spelled; and no two choices share a spelling."""
    for member in choices_of(field):
        for text in (member.value, member.label, member.label.upper().replace(" ", "-")):
            assert _read(field.name, text) == (member.value,)
        assert choice_phrase(field).fullmatch(member.label)
    assert set(choice_spellings(field).values()) == {m.value for m in choices_of(field)}


def test_a_wrong_choice_names_the_nearest_or_all():
    """The label is what people know."""
    for name, text, said in (
        ("delivery_action", "jnuk delivered", r"It can be|Did you mean"),
        ("spf", "sofftfail", 'Did you mean "Soft fail"'),
        ("detection_technology", "zzz", "and others"),
        ("threat_type", "clean", r"-threat_type:\*"),
    ):
        with pytest.raises(FilterError, match=said):
            _read(name, text)


def test_the_longest_label_is_taken():
    """Delivered is a label, and so is Delivered to junk."""
    phrase = choice_phrase(FIELDS["delivery_action"]).match("delivered to junk mail")
    assert phrase
    assert phrase[0] == "delivered to junk"
