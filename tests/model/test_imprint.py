from __future__ import annotations

import pytest

from clawback.model.imprint import Imprint, packed, resemblance, unpacked

NUMBERS = tuple(range(0, 64 * 1000, 1000))


def test_numbers_are_kept_in_128_bytes():
    """What is packed comes back; 128 bytes are 172 characters of base64."""
    assert unpacked(packed(NUMBERS)) == NUMBERS
    assert len(packed(NUMBERS)) == 172


@pytest.mark.parametrize("damaged", ["", "AAAA", "nonsense!", "\u00e9"])
def test_damaged_numbers_are_none(damaged: str):
    """A stored text that is no imprint resembles nothing."""
    assert unpacked(damaged) == ()
    assert resemblance(Imprint(words=damaged), Imprint(words=packed(NUMBERS))) == 0


def test_resemblance_is_the_share_of_equal_numbers():
    """Half of the numbers the same is a half."""
    half = packed((*NUMBERS[:32], *[each + 1 for each in NUMBERS[32:]]))
    assert resemblance(Imprint(words=packed(NUMBERS)), Imprint(words=half)) == 0.5
