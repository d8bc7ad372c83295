"""Tells a story while it happens."""

from __future__ import annotations

import pytest


class Teller:
    """Prints what happened, for whoever runs the story with `-s`, or not."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, text: str) -> None:
        with self._capsys.disabled():
            print(text)  # noqa: T201 - the story is told
