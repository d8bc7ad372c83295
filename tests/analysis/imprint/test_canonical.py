from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.imprint.canonical import canonical_words


def test_what_differs_in_every_copy_is_gone():
    """Links, addresses, numbers, case and punctuation make no difference."""
    one = canonical_words("Dear ANNA, pay 1,204 EUR: https://a.example/x?1 or ask a@b.example!")
    other = canonical_words("dear anna pay 77,9 eur https://b.example/ or ask zoe@c.example")
    assert one == other == ["dear", "anna", "pay", "0", "0", "eur", "0u", "or", "ask", "0e"]


@pytest.mark.parametrize(
    "disguised",
    [
        "verify your account",
        "vеrify yоur аccоunt",  # noqa: RUF001 - Cyrillic on purpose
        "ver\u200bify your acc\u00adount",
        "𝘃𝗲𝗿𝗶𝗳𝘆 𝘆𝗼𝘂𝗿 𝗮𝗰𝗰𝗼𝘂𝗻𝘁",  # noqa: RUF001 - mathematical letters
        "ＶＥＲＩＦＹ your account",  # noqa: RUF001 - full width
    ],
)
def test_a_disguise_changes_nothing(disguised: str):
    """Letters of other scripts, of mathematics, and invisible ones are read as a person does."""
    assert canonical_words(disguised) == ["verify", "your", "account"]


def test_scripts_without_blanks_have_words_too():
    """Each letter of Chinese, Japanese and Thai is a word, so that runs of three exist."""
    assert canonical_words("请确认 42 次") == ["请", "确", "认", "0", "次"]


@given(st.text(max_size=300))
def test_any_text_gives_words_without_blanks(text: str):
    """Whatever the text, words are neither empty nor hold a blank."""
    assert all(word and not any(each.isspace() for each in word) for word in canonical_words(text))
