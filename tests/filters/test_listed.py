from __future__ import annotations

from dataclasses import replace

import pytest
from tests.making.deliveries import NOW, make_delivery, message_id

from clawback.filters.listed import listed
from clawback.filters.match import match
from clawback.filters.tree import InList
from clawback.model.delivery import Latest, Row
from clawback.model.folding import fold

_MAIL = make_delivery(
    1,
    url=("https://evil.example/login/",),
    url_domain=("evil.example",),
    url_wrapper=("https://safe.example/?u=1",),
    attachment_sha256=("AB" * 32,),
    raw_sha256="CD" * 32,
)


def _found(entry: str) -> bool:
    row = Row(delivery=_MAIL, latest=Latest())
    return match(InList("l"), row, now=NOW, lists={"l": frozenset({fold(entry)})})


@pytest.mark.parametrize(
    "entry",
    [
        *(message_id(1).upper(), "<1@sender.example>", "1@sender.example", "AB" * 32, "cd" * 32),
        *("evil.example/login", "hxxps://evil[.]example/login", "safe.example/?u=1"),
        *("EVIL.example", "evil[.]example", "billing@sender.example", "billing@sender[.]example"),
        *("sender.example", "Ada@example.org", "192.0.2.7", "::ffff:192.0.2.7"),
    ],
)
def test_an_entry_finds_the_mail_by_what_it_names(entry):
    """Ids, hashes, URLs, hosts, addresses and domains, also defanged."""
    assert _found(entry)


@pytest.mark.parametrize(
    "entry",
    ["evil.example/", "evil.example/other", "example.org", "2@sender.example", "192.0.2.0/24", "x"],
)
def test_an_entry_finds_nothing_else(entry):
    """A URL is not its host: a list of bad URLs spares the rest of their hosts."""
    assert not _found(entry)


def test_an_empty_list_finds_nothing():
    """Not even a mail that knows next to nothing."""
    row = Row(delivery=replace(make_delivery(), sender_ip="", subject=""), latest=Latest())
    assert not match(InList("l"), row, now=NOW, lists={"l": frozenset()})


def test_sets_hold_no_empty_key():
    """An entry that is no URL for a browser is still never the empty URL."""
    forms = listed(frozenset({"", " ", "/", "http://"}))
    assert "" not in forms.urls | forms.hosts | forms.addresses
