"""The site model over HTTP and at the command line."""

from __future__ import annotations

import json

import pytest
from tests.servers.parts import parts_in
from tests.servers.web_client import WebClient

from clawback.cli.site_model import app
from clawback.client import learning
from clawback.identity.role import Role

API = "/api/v1/model"


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    with parts_in(tmp_path_factory.mktemp("parts")) as built:
        yield built


def web(parts, role):
    secret = parts.tokens.create(name=role.value, role=role, by="a test").secret.text
    return WebClient(parts.app, headers={"Authorization": f"Bearer {secret}"})


def test_it_is_shown_and_taught(parts):
    """Nothing at first; learning answers as it begins, and what came of it is shown."""
    admin = web(parts, Role.ADMIN)
    assert admin.get(API).json()["learnt_at"] is None
    begun = admin.post(f"{API}/train")
    assert begun.status_code == 202
    parts.learning.wait()
    shown = admin.get(API).json()
    assert (shown["learning"], shown["ham"], shown["acts"]) == (False, 0, False)
    assert shown["measured"]["precision"] is None
    assert "still learning" in shown["why_not"]


def test_only_administrators_teach_it(parts):
    """Whoever reads mail cannot."""
    assert web(parts, Role.ANALYST).post(f"{API}/train").status_code == 403


def test_the_clients_shapes_are_the_answers(parts):
    """No key is missing and none is made up."""
    schemas = parts.app.openapi()["components"]["schemas"]
    for ours, theirs in (("SiteModel", "ModelOut"), ("Measured", "MeasuredOut")):
        keys = set(getattr(learning, ours).__annotations__)
        assert keys == set(schemas[theirs]["properties"]), json.dumps(ours)


def test_the_command_has_its_words():
    """`clawback model` shows and trains."""
    assert {"show", "train"} <= set(app)
