from __future__ import annotations

from fastapi import FastAPI
from tests.servers.web_client import WebClient

from clawback.http.tags import KnownTags
from clawback.model.tags import Tags


def test_a_route_is_given_the_tags():
    """Those of the settings, and none where there are none."""
    application = FastAPI()

    @application.get("/")
    def names(tags: KnownTags) -> tuple[str, ...]:
        return tags.names

    with WebClient(application) as web:
        application.state.parts = {Tags: Tags.read({"vip": ["example.org"]})}
        assert web.get("/").json() == ["vip"]
        application.state.parts = {}
        assert web.get("/").json() == []
