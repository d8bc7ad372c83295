from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.fuzz.mails import holds, seeds
from tests.making.mails import mail

from clawback.analysis.message import analyse


def test_seeds_hold():
    """Every mail that fuzzing begins with is read, and is what is stored of it."""
    for raw in seeds().values():
        holds(raw)


def test_bytes_cut_anywhere_hold():
    """What the fuzzer tries first: each seed with its end gone."""
    for raw in seeds().values():
        holds(raw[: len(raw) * 2 // 3])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"parse": "failed:error"}, "fault of ours"),
        ({"size": 1}, "other bytes"),
    ],
)
def test_a_mail_that_does_not_hold_is_told(change: dict[str, Any], told: str):
    """The fuzzer would see a fault of ours and a wrong size."""
    with pytest.raises(AssertionError, match=told):
        holds(mail(), lambda raw: replace(analyse(raw), **change))
