"""Protected links are written in one way only, and whatever else is read is refused."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.protected_link import (
    LONGEST_TARGET,
    MOST_TERMS,
    TAG_BYTES,
    NotProtectedLinkError,
    ProtectedLink,
    packed,
    read,
    read_path,
    readable,
    written,
)

BASE = "https://links.example.org"
LINK = ProtectedLink(
    url="https://shop.example/a?b=c",
    network_message_id="5e2a1f08-1111-8222-b333-123412341234",
    recipient=b"12345678",
    made_at=datetime(2026, 11, 30, 21, 0, 7, tzinfo=UTC),
    key=7,
)
links = st.builds(
    ProtectedLink,
    url=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
    network_message_id=st.uuids().map(str) | st.just(""),
    recipient=st.binary(min_size=8, max_size=8),
    made_at=st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1)).map(  # noqa: DTZ001
        lambda one: one.replace(microsecond=0, tzinfo=UTC)
    ),
    key=st.integers(0, 65_535),
    terms=st.integers(0, MOST_TERMS),
)


def _written(link: ProtectedLink, host: str = "shop.example") -> str:
    host = readable(host)
    return written(BASE, tag=bytes(TAG_BYTES), token=packed(link, host), host=host)


@given(links)
def test_what_is_written_is_read(link):
    """Every link comes back as it was, from the whole and from its path."""
    whole = _written(link)
    assert read(whole).link == link
    assert read_path(whole.removeprefix(BASE)) == read(whole)


def test_the_target_can_be_read_by_hand():
    """What follows the first 64 characters of the token is what follows the host, in base64url."""
    *_, token, host = _written(LINK).split("/")
    rest = token[64:]
    said = urlsafe_b64decode(rest + "=" * (-len(rest) % 4)).decode()
    assert "https://" + host + said.removeprefix("s") == LINK.url


@pytest.mark.parametrize(
    "url",
    [
        *("https://shop.example", "https://shop.example?a", "http://shop.example#b"),
        *("https://SHOP.example/", "https://shop.example:8/", "https://shop.example@evil.example/"),
        *(
            "https://shop.example.evil.example/",
            "ftp://shop.example/",
            "s",
            "=",
            "https:shop.example",
        ),
    ],
)
def test_a_host_is_left_out_only_where_it_can_be_put_back(url):
    """Whatever the spelling of the target, it comes back letter by letter."""
    assert read(_written(replace(LINK, url=url))).link.url == url


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/s/",
        "/s/abc/shop.example",
        f"/s/{'A' * 90}/shop.example",  # version 0
        f"/s/{'_' * 90}/shop.example",  # version 255
        _written(LINK).removeprefix(BASE) + "/",
        _written(LINK).removeprefix(BASE) + "?x=y",
        _written(LINK).removeprefix(BASE).replace("/s/", "/S/"),
        _written(LINK).removeprefix(BASE).replace("/shop", "=/shop"),
    ],
)
def test_other_paths_are_refused(path):
    """Nothing but the one form is a protected link."""
    with pytest.raises(NotProtectedLinkError):
        read_path(path)


def test_a_token_has_one_spelling():
    """The bits that base64 leaves over at the end of a token cannot be played with."""
    link = replace(LINK, url=LINK.url + "1")
    path = _written(link).removeprefix(BASE)
    head, token, host = path.rpartition("/")[0], path.split("/")[2], "shop.example"
    assert len(token) % 4 != 0
    assert head.endswith(token)
    others = [token[:-1] + one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if one != token[-1]]
    readable_others = 0
    for other in others:
        try:
            assert read_path(f"/s/{other}/{host}").link != link
            readable_others += 1
        except NotProtectedLinkError:
            continue
    assert readable_others < len(others)


@pytest.mark.parametrize(
    "change",
    [
        {"url": ""},
        {"url": "x" * (LONGEST_TARGET + 1)},
        {"recipient": b"short"},
        {"key": 65_536},
        {"key": -1},
        {"made_at": datetime(1969, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_does_not_fit_is_not_written(change):
    """A link is whole or is not made."""
    with pytest.raises(ValueError, match="does not fit"):
        packed(replace(LINK, **change), "shop.example")


@pytest.mark.parametrize(
    ("host", "shown"),
    [("[::1]", "::1"), ("a_b.example", "a_b.example"), ("a\"'&b.example", "a___b.example")],
)
def test_a_host_is_shown_in_plain_characters(host, shown):
    """A host can hold what means something in HTML; what is shown never does."""
    assert readable(host) == shown
    assert read(_written(LINK, host)).host == shown
