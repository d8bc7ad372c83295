"""What may not be asked by everybody, because the answers would tell it.

Who may ask about the body, letter by letter, reads it; and a stored header names recipients whom a
scope hides.
"""

from __future__ import annotations

from collections.abc import Iterator

from clawback.filters.tree import And, Everything, Filter, InList, Not, Or, Words
from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import ForbiddenError
from clawback.model.scope import Scope
from clawback.model.withheld import ENVELOPE_HEADERS

CONTENT_READ = "content.read"
"""The permission to read mail, by its code (`identity.role.Permission`)."""

_BODY = "body"
_HEADER = "header"
_RECEIVED = "received"  # its `for <…>`
_HIDDEN = frozenset({_HEADER, *(f"{_HEADER}.{name}" for name in (*ENVELOPE_HEADERS, _RECEIVED))})


class BodyForbiddenError(ForbiddenError):
    """To search the text of mails you need the right to read mail (role content reader)."""

    code = "body_forbidden"


class HeaderForbiddenError(ForbiddenError):
    """You see a part of the recipients, and the header names others. Ask about another header."""

    code = "header_forbidden"


def reads_mail(actor: Actor) -> bool:
    """Whether this actor may read mail; the house itself may."""
    return actor.kind is ActorKind.SYSTEM or actor.may(CONTENT_READ)


def reads_bodies(tree: Filter) -> bool:
    """Whether the filter asks about the text of mails."""
    return _BODY in set(asked(tree))


def permitted(tree: Filter, *, reads: bool) -> Filter:
    """The same filter, when somebody who may read mail, or may not, may ask it.

    Raises:
        BodyForbiddenError: it asks about the body, and they may not.
    """
    if not reads and reads_bodies(tree):
        raise BodyForbiddenError
    return tree


def covered(tree: Filter, scope: Scope) -> Filter:
    """The same filter, when somebody with this scope may ask it.

    Raises:
        HeaderForbiddenError: it asks about headers that name recipients of all scopes.
    """
    if not scope.everywhere and _HIDDEN & set(asked(tree)):
        raise HeaderForbiddenError
    return tree


def asked(tree: Filter) -> Iterator[str]:
    """The names of the fields that a filter asks about; bare words and lists aside."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from asked(part)
        case Not(part):
            yield from asked(part)
        case Everything() | Words() | InList():
            return
        case _:
            yield tree.field
