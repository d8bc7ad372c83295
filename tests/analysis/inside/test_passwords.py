from __future__ import annotations

import time

import pytest

from clawback.analysis.inside.passwords import passwords_in


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The password for the file is Spring2026!", "Spring2026!"),
        ("Das Passwort lautet: geheim-7.", "geheim-7"),
        ("clave: contraseña s3same", "s3same"),
        ("PIN 4711", "4711"),
        ("Passcode “a b” is not one word, but the code is x9y8", "x9y8"),
    ],
)
def test_a_told_password_is_found(text: str, word: str):
    """In the languages in which such mails come, with and without the full stop."""
    assert word in passwords_in(text)


def test_what_tells_none_gives_none():
    """A text that says nothing of passwords."""
    assert passwords_in("See you at ten, best wishes") == ()


def test_hostile_text_takes_no_time_and_gives_few():
    """Eight words at most, in time that is in step with the text."""
    began = time.process_time()
    assert len(passwords_in("password is " * 5000)) <= 8
    assert len(passwords_in("pass" * 16000)) <= 8
    assert time.process_time() - began < 1
