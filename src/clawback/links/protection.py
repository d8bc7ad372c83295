"""What is done with the links of one mail on its way: protected, restored, or left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from clawback.links.keys import Keyring, LinkKeys
from clawback.links.origin import note, note_of_untouched
from clawback.links.policy import Extent, LinkPolicy, leaves
from clawback.links.rewriting.banner import below_banner
from clawback.links.rewriting.mail import changed
from clawback.links.rewriting.parts import Sealing
from clawback.links.rewriting.targets import Protecting, Restoring
from clawback.links.signing import Bearer, blind
from clawback.links.sparing import SparedNow
from clawback.links.terms import ClickTerms
from clawback.model.clock import Clock
from clawback.model.location import Directionality
from clawback.model.protected_link import ANY_RECIPIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """A mail on its way, and how it is called; `senders` are its From and its envelope's sender."""

    raw: bytes = field(repr=False)
    network_message_id: str
    senders: tuple[str, ...]
    to: Mapping[str, Directionality | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The mail as it goes on, and what the field `X-Clawback-Links` is to say (empty: nothing).

    `bannered` tells that its content became a part of another, below a banner.
    """

    raw: bytes = field(repr=False)
    note: bytes = b""
    links: int = 0
    bannered: bool = False


class Protection:
    """Protects and restores links under `base`, by what `policy` is now. Safe on many threads.

    Mail that is signed or encrypted as a whole gets the words of `banner` in front, if there are
    any.
    """

    def __init__(
        self,
        keys: LinkKeys,
        policy: Callable[[], LinkPolicy],
        spared: SparedNow,
        *,
        base: str,
        clock: Clock,
        banner: str = "",
    ) -> None:
        self._keys = keys
        self._policy = policy
        self._spared = spared
        self._base = base
        self._clock = clock
        self._banner = banner

    def pass_on(self, mail: Passing) -> Outcome:
        """The mail as it goes on to all its recipients.

        Mail that goes out has its links restored, for all who get it; all other is protected as
        far as the policy says. Raises `LinkKeysUnusableError`.
        """
        if leaves(mail.to):
            return self.restored(mail.raw)
        policy = self._policy()
        extent = policy.extent(mail.to, mail.senders)
        if extent is Extent.NOTHING:
            return Outcome(raw=mail.raw)
        return self._protected(mail, extent, policy.terms(mail.to, mail.senders))

    def restored(self, raw: bytes) -> Outcome:
        """The mail with the targets of our links, in HTML and in text."""
        ring = self._keys.known()
        restoring = Restoring(keyring=ring, base=self._base, now=self._clock.now())
        done = changed(raw, restoring, text=True)
        return Outcome(raw=done.raw, links=done.links)

    def _protected(self, mail: Passing, extent: Extent, terms: ClickTerms) -> Outcome:
        ring = self._keys.ring()
        alone = next(iter(mail.to)) if len(mail.to) == 1 else ""
        bearer = Bearer(
            network_message_id=mail.network_message_id,
            made_at=self._clock.now(),
            recipient=blind(alone, ring.current.secret) if alone else ANY_RECIPIENT,
            terms=terms,
        )
        protecting = Protecting(
            bearer=bearer, keyring=ring, base=self._base, spared=self._spared.now()
        )
        done = changed(mail.raw, protecting, text=extent is Extent.TEXT_TOO)
        if done.links:
            said = note(mail.network_message_id, done.raw, ring.current)
            return Outcome(raw=done.raw, note=said, links=done.links)
        return self._left(mail, done.sealings, ring)

    def _left(self, mail: Passing, sealings: frozenset[Sealing], ring: Keyring) -> Outcome:
        """A mail in which no link was changed."""
        below = below_banner(mail.raw, self._banner) if self._banner and sealings else None
        if below is None:
            said = note_of_untouched(sealings) if sealings else b""
            return Outcome(raw=mail.raw, note=said)
        said = note(mail.network_message_id, below, ring.current)
        return Outcome(raw=below, note=said, bannered=True)
