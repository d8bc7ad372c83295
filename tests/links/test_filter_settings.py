"""Settings of the content filter say what is wrong with them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from clawback.links.filter_settings import host_and_port
from clawback.links.settings import LinksSettings

HERE = {"listen": "127.0.0.1:10025", "next_hop": "127.0.0.1:10026"}


@pytest.mark.parametrize("listen", ["127.0.0.1:10025", "[::1]:10025", "/run/clawback/filter", ""])
def test_where_it_listens(listen):
    """An address or a UNIX socket; nowhere where it is empty."""
    given = {**HERE, "listen": listen} if listen else {}
    settings = LinksSettings.model_validate({"base_url": "https://l.example.org", "filter": given})
    assert settings.filter.listen == listen


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**HERE, "next_hop": ""}, "set together or not at all"),
        ({**HERE, "next_hop": "127.0.0.1:10025"}, "mail would go round"),
        ({**HERE, "next_hop": "127.0.0.1"}, "must be HOST:PORT"),
        ({**HERE, "listen": "127.0.0.1:99999"}, "must be HOST:PORT"),
        ({**HERE, "listen": "/" + "x" * 101}, "at most 100 bytes"),
        ({**HERE, "protocol": "uucp"}, "'lmtp' or 'smtp'"),
        ({**HERE, "largest": "1 GB"}, "less than or equal"),
    ],
)
def test_what_cannot_be_is_said(given, said):
    """In a sentence, by the setting."""
    with pytest.raises(ValidationError, match=said):
        LinksSettings.model_validate({"base_url": "https://l.example.org", "filter": given})


def test_links_must_lead_somewhere():
    """No filter without a click service."""
    with pytest.raises(ValidationError, match="needs base_url"):
        LinksSettings.model_validate({"filter": HERE})


def test_an_address_is_taken_apart():
    """IPv6 stands in brackets."""
    assert host_and_port("[::1]:25") == ("::1", 25)
