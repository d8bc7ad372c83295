"""Spooled mail as a question."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from tests.ingest.doubles import intake

from clawback.analysis.providers.port import Transport
from clawback.ingest.asking import question


def test_all_that_is_known_of_the_transport_is_told():
    """Engines judge by it, too."""
    told = Transport(
        client_ip="198.51.100.7",
        helo="mail.example",
        mail_from="paul@sender.example",
        recipients=("anna@example.org",),
        authenticated_user="paul",
        queue_id="4jdFKr5HPwzNvrp",
    )
    assert question(intake(1, **asdict(told))).transport == told


@pytest.mark.parametrize(
    ("source", "imported"), [("lmtp", False), ("milter", False), ("import", True)]
)
def test_an_import_is_known_as_one(source, imported):
    """Engines are not asked about it unasked."""
    assert question(intake(1, source=source)).imported is imported
