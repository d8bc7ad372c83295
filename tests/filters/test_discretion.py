"""Who may ask what."""

from __future__ import annotations

import pytest
from tests.making.deliveries import NOW, make_delivery

from clawback.filters.discretion import (
    CONTENT_READ,
    BodyForbiddenError,
    HeaderForbiddenError,
    permitted,
    reads_mail,
)
from clawback.filters.match import match
from clawback.filters.parse import parse
from clawback.filters.scoping import within
from clawback.identity.role import Permission, Role, actor_of
from clawback.model.actor import SYSTEM
from clawback.model.delivery import Beside, Latest, Row
from clawback.model.scope import EVERYWHERE, Scope
from clawback.model.tags import NO_TAGS

BODY = parse('subject:x OR NOT (spf:pass -body~"gift card")')


def test_the_body_is_searched_by_those_who_may_read_it():
    """However deep it is hidden; the house itself may."""
    assert Permission.CONTENT_READ.value == CONTENT_READ
    reader = actor_of("r", "Rita", Role.CONTENT_READER)
    assert reads_mail(reader)
    assert reads_mail(SYSTEM)
    assert not any(
        reads_mail(actor_of("x", "X", role)) for role in (Role.READER, Role.ANALYST, Role.ADMIN)
    )
    assert permitted(BODY, reads=True) == BODY
    with pytest.raises(BodyForbiddenError):
        permitted(BODY, reads=False)
    assert permitted(parse("header~x first_contact:true"), reads=False)


@pytest.mark.parametrize("text", ["header~bob", "a OR -header.Received:*", "header.delivered-to:*"])
def test_headers_that_name_recipients_are_kept_from_a_scope(text):
    """They are those of one copy, whoever asks."""
    tree = parse(text)
    assert within(tree, EVERYWHERE, NO_TAGS) == tree
    with pytest.raises(HeaderForbiddenError):
        within(tree, Scope(domains=frozenset({"example.org"})), NO_TAGS)
    assert within(parse("header.x-mailer:*"), Scope(domains=frozenset({"a.org"})), NO_TAGS)


def _row(**beside: object) -> Row:
    return Row(delivery=make_delivery(), latest=Latest(), beside=Beside(**beside))  # type: ignore[arg-type] # of its fields


def test_what_lies_beside_a_row_is_asked_like_anything_else():
    """The body, a line of the header by its name or as a whole, and first contact."""
    headers = (("X-Mailer", "PHP 5"), ("x-MAILER", "other"), ("Subject", "Hi"), ("X-Empty", ""))
    row = _row(text="Buy a\nGift card", headers=headers, first_contact=True)
    for text in (
        'body~"gift card" header.x-mailer:php* header.X-Mailer:OTHER header.subject:hi',
        'header:"x-mailer: php 5" header~"subject: h" first_contact:true',
        "-header.x-empty:* -header.x-mail:* -header.mailer:* header:*",
    ):
        assert match(parse(text), row, now=NOW), text
    assert not match(parse("body:* OR header:* OR first_contact:*"), _row(), now=NOW)
