"""The gate as the settings make it."""

from __future__ import annotations

import asyncio
from contextlib import closing

import pytest
from tests.ingest.doubles import intake
from tests.making.mails import mail

from clawback.analysis.judges.judges import NO_JUDGES
from clawback.analysis.message import analyse
from clawback.app.gatekeeping import gatekeeping
from clawback.app.landing import analysers
from clawback.ingest.gate.readings import Readings
from clawback.ingest.recipients import Organisation
from clawback.settings import Settings

pytestmark = pytest.mark.slow
_AUTHENTICATED = b"Authentication-Results: border.example; spf=pass smtp.mailfrom=a.example\r\n"


class NoCampaigns:
    """Where no mail is like any other."""

    def foretold(self, _message, _at):
        return ()


def test_the_gate_leaves_what_the_pipeline_would_have_read():
    """Proves that both read with the same trust, so that one reading can stand for the other."""
    settings = Settings.model_validate(
        {
            "analysis": {"authserv_ids": ["border.example"]},
            "ingest": {
                "workers": 1,
                "gate": {"mode": "enforce", "seconds": 30},
                "milter": {"listen": "/run/clawback/milter"},
            },
        }
    )
    came, readings = intake(raw=_AUTHENTICATED + mail(1)), Readings()
    with gatekeeping(
        settings,
        NO_JUDGES,
        organisation=Organisation(),
        readings=readings,
        rewriter=None,
        campaigns=NoCampaigns(),
    ) as (gate, _):
        assert gate is not None
        passage = asyncio.run(gate.passage(came, came.raw, came.raw.index(b"\r\n\r\n") + 2))
    with closing(analysers(settings)) as pool:
        read = pool.analyse(came.raw)
    assert (passage.ruling.trouble, passage.recorded) == ("", None)
    assert read.authentication != analyse(came.raw).authentication
    assert readings.take(came.raw) == read
