"""The client's way to the trail, against its routes."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs
from tests.audit.conftest import House

from clawback.api.errors import install
from clawback.audit.log import Log
from clawback.audit.routes import router
from clawback.client.audit import AuditLog
from clawback.client.credential import Bearer
from clawback.client.problems import ProblemError
from clawback.client.transport import Transport
from clawback.model.clock import Clock
from clawback.worker.server import Listen, WebServer, address, bind


@pytest.fixture
def log(tmp_path):
    """2,500 sealed entries behind a web server."""
    house = House(tmp_path)
    house.seal(2500)
    app = FastAPI()
    app.state.parts = {Log: house.log, Clock: house.clock}
    install(app)
    app.include_router(router, prefix="/api/v1")
    with (
        capture_logs(),
        closing(bind(Listen("127.0.0.1", 0))) as bound,
        WebServer(app, bound).beside(),
        Transport(address(bound), Bearer("none")) as transport,
    ):
        yield AuditLog(transport)
    house.database.close()


def test_entries_are_fetched_page_by_page(log):
    """As many as are asked for, and no more than there are."""
    assert len(list(log.entries({}, 1700))) == 1700
    assert [entry["id"] for entry in log.entries({"actor": "t7"}, 9999)] == list(range(2500, 0, -2))


def test_an_export_comes_as_it_is(log):
    """A line for each entry."""
    lines = b"".join(log.export({"action": "remediation.*"}, "ndjson")).splitlines()
    assert {json.loads(line)["action"] for line in lines} == {"remediation.approve"}


def test_a_refusal_is_the_servers(log):
    """Its words and its code."""
    with pytest.raises(ProblemError, match="cannot be read"):
        list(log.entries({"since": "never"}, 1))
