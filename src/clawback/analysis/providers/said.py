"""What an engine said, fit to be kept and shown: much of it was taken from hostile mail."""

from __future__ import annotations

from clawback.analysis.visible import visible

_LONGEST = 256  # characters


def said(text: str) -> str:
    """`text` as it can be stored: no lone surrogate (JSON can write one), no control unseen."""
    return visible(text.encode("utf-8", "replace").decode("utf-8"))[:_LONGEST]
