"""Many mails of one folder whose places are known: looked at, moved and looked at again as columns.

A bulk job moves tens of thousands of mails that lie where they were delivered. A session that also
is a `MovesKnown` does these without a value for each; what it leaves out goes the way of `find`,
`move` and `verify`, which is never wrong and only slower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol, runtime_checkable

from clawback.mailboxes.port import Place


class Sight(NamedTuple):
    r"""What a mail had when it was looked at; flags without `\Recent`, which no mail keeps."""

    flags: frozenset[str]
    internal_date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Mails of one folder by UID: the lasting id of each, which proves it, and its Message-ID.

    Lasting ids are not empty, Message-IDs are `matching.searchable`, and no two are the same.
    """

    folder: str
    uid_validity: int
    guids: Mapping[int, str]
    message_ids: Mapping[int, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Those of the known mails, by UID, that stand there and nowhere else, as far as was looked.

    `place` is what the folder is for.
    """

    known: Known
    place: Place | None = None
    there: Mapping[int, Sight] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """The mails that were moved and then seen: gone from where they were, there where they are.

    `uids` gives each one's new UID by its old one, `there` by the old one what it had then.
    """

    folder: str
    uid_validity: int = 0
    place: Place | None = None
    uids: Mapping[int, int] = field(default_factory=dict)
    there: Mapping[int, Sight] = field(default_factory=dict)


@runtime_checkable
class MovesKnown(Protocol):
    """What a session offers besides, when its server has UIDs, lasting ids and MOVE."""

    def look_at_known(self, known: Known) -> Standing:
        """Fetches these mails and compares; touches nothing.

        Left out is what is not there with its lasting id, or what may have a further copy where a
        `find` would look for one.
        """
        ...

    def move_known(self, standing: Standing, to: Place) -> Arrived:
        """Moves what stands there into a place and looks at both folders again.

        Of what is left out nothing is known: it may have been moved. Flags, date and lasting id
        are kept; the place's folder is made when it is missing.
        """
        ...
