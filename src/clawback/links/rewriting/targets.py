"""What stands in place of a link: its protected form on the way in, its target on the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from clawback.analysis.urls.target import Target, target
from clawback.analysis.urls.wrappers import unprotected
from clawback.links import signing
from clawback.links.keys import Keyring
from clawback.links.signing import Bearer, Refusal, RefusalKind, wrap
from clawback.model.protected_link import PATH, ProtectedLink

Spared: TypeAlias = Callable[[Target], bool]
"""Whether a link is one of those that are left alone."""
_MOST_WRAPPERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Protecting:
    """Gives links their protected form, for one mail.

    Wrappers of other protection services are taken off first, and our own ones of other mails.
    Our own of this mail stays, as does what is `spared`.
    """

    bearer: Bearer
    keyring: Keyring
    base: str
    spared: Spared

    def __call__(self, url: str) -> str | None:
        """The protected link; `None` for what is no link of the web, or is left alone."""
        bare = url
        for _ in range(_MOST_WRAPPERS):
            ours = genuine(bare, self.keyring, self.base, self.bearer.made_at)
            if ours and ours.network_message_id == self.bearer.network_message_id:
                return None
            inner = ours.url if ours else unprotected(target(bare))
            if not inner:
                break
            bare = inner
        if self.spared(target(bare)):
            return bare if bare != url else None
        try:
            return wrap(bare, self.bearer, keyring=self.keyring, base=self.base)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """Gives protected links their targets back, if they were signed here, whatever their age."""

    keyring: Keyring
    base: str
    now: datetime

    def __call__(self, url: str) -> str | None:
        """The target; `None` for all other links."""
        found = genuine(url, self.keyring, self.base, self.now)
        return found.url if found else None


def genuine(url: str, keyring: Keyring, base: str, now: datetime) -> ProtectedLink | None:
    """What a protected link of ours says, also one whose key is too old to open it."""
    if not url.startswith(base + PATH):
        return None
    found = signing.open(url[len(base) :], keyring, now)
    if isinstance(found, Refusal):
        return found.link if found.kind is RefusalKind.EXPIRED_KEY else None
    return found
