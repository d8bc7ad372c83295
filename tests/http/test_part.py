"""What routes ask for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, FastAPI
from tests.servers.web_client import WebClient

from clawback.http.part import part


class Greeter:
    """A part."""

    def greet(self) -> str:
        return "hello"


def test_a_route_gets_the_part_of_its_type():
    """What `app.py` built under a type is what a route is given."""
    application = FastAPI()
    application.state.parts = {Greeter: Greeter()}

    def greeting(greeter: Annotated[Greeter, Depends(part(Greeter))]) -> str:
        return greeter.greet()

    application.add_api_route("/", greeting)
    with WebClient(application) as web:
        assert web.get("/").json() == "hello"
