from importlib.resources import files

import pytest

from clawback.demo.mail.grammar import PhraseBook, Speaker, phrase_book
from clawback.demo.seed import chance

# What the writers settle before they let anybody speak.
SETTLED = dict.fromkeys(
    ("to", "to_full", "when", "who", "customer", "given", "address", "signature", "mask", "url"),
    "X",
)
BOOKS = sorted(
    path.name.removesuffix(".toml")
    for path in files("clawback.demo.mail").joinpath("phrases").iterdir()
)


def texts(entries):
    if isinstance(entries, str):
        yield entries
    elif isinstance(entries, dict):
        for value in entries.values():
            yield from texts(value)
    elif isinstance(entries, list):
        for value in entries:
            yield from texts(value)


@pytest.mark.parametrize("name", BOOKS)
def test_every_slot_of_every_book_can_be_filled(name):
    """No mail ever shows a brace, and no word is missing."""
    book = phrase_book(name)
    for text in texts(book.entries):
        for draw in range(3):
            said = Speaker(book, chance(draw, text), dict(SETTLED)).say(text)
            assert "{" not in said
            assert "}" not in said


@pytest.mark.parametrize("name", BOOKS)
def test_fixed_words_exist_or_are_settled(name):
    """A name in `fixed` that means nothing would be a slip of the pen."""
    book = phrase_book(name)
    assert book.fixed <= {*book.words, *SETTLED}


def test_fixed_words_stay_and_others_change():
    """A conversation keeps to its subject."""
    book = PhraseBook(
        words={"a": ["{1-9999}"], "b": ["{1-9999}"]}, fixed=frozenset("a"), entries={}
    )
    speaker = Speaker(book, chance("test"))
    assert speaker.say("{a}") == speaker.say("{a}")
    assert speaker.say("{b}") != speaker.say("{b}")


def test_a_word_that_is_missing_is_an_error():
    """A phrase book cannot be wrong in silence."""
    with pytest.raises(KeyError):
        Speaker(PhraseBook(words={}, fixed=frozenset(), entries={}), chance("test")).say("{none}")
