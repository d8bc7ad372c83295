from __future__ import annotations

from tests.house.openapi import FILE, rendered


def test_the_console_speaks_to_the_api_as_it_is():
    """The document that the console's client is made from is the application's own."""
    assert FILE.read_text("utf-8") == rendered()
