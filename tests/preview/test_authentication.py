from __future__ import annotations

from tests.making.deliveries import make_delivery

from clawback.model.authentication import Composite, Dkim, Spf
from clawback.preview.authentication import in_words


def test_results_are_said_in_words():
    """Each method by name, also one of which nobody spoke."""
    delivery = make_delivery(
        spf=Spf.SOFT_FAIL, dkim=Dkim.PASS, composite_authentication=Composite.FAIL
    )
    assert in_words(delivery) == "SPF soft fail, DKIM pass, DMARC not checked; all in all fail."
