"""Blocks of mails and answers cross a pipe whole."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.frames import FrameError, answer, block, read_block, take_answer


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=20))
def test_a_block_comes_out_as_it_went_in(raws: list[bytes]):
    """Any mails, empty ones too, in order."""
    stream = io.BytesIO(block(raws) + block([b"next"]))
    assert read_block(stream) == raws
    assert read_block(stream) == [b"next"]
    assert read_block(stream) == []


@given(st.lists(st.binary(max_size=50), max_size=9), st.integers(1, 7))
def test_answers_come_out_whatever_the_pieces(answers: list[bytes], size: int):
    """However the pipe cuts the stream, answers are whole and in order."""
    stream = b"".join(map(answer, answers))
    buffer, found = bytearray(), []
    for start in range(0, len(stream), size):
        buffer += stream[start : start + size]
        while (data := take_answer(buffer)) is not None:
            found.append(data)
    assert found == answers


def test_an_endless_answer_is_refused():
    """A child that was taken over cannot fill the parent's memory."""
    with pytest.raises(FrameError):
        take_answer(bytearray(b"\xff\xff\xff\xff"))
