"""What intake believed of a mail's authentication, for people."""

from __future__ import annotations

from clawback.model.delivery import Delivery
from clawback.model.labelled import Labelled


def in_words(delivery: Delivery) -> str:
    """Such as `SPF pass, DKIM none, DMARC not checked; all in all soft pass`, as a sentence."""
    methods = (("SPF", delivery.spf), ("DKIM", delivery.dkim), ("DMARC", delivery.dmarc))
    said = ", ".join(f"{name} {_word(result)}" for name, result in methods)
    return f"{said}; all in all {_word(delivery.composite_authentication)}."


def _word(result: Labelled | None) -> str:
    return "not checked" if result is None else result.label.lower()
