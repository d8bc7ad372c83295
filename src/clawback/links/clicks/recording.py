"""Takes clicks from the click service, finds whose they are, and keeps them in the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from threading import Lock

from clawback.analysis.urls.target import target
from clawback.filters.tree import AnyOf
from clawback.links.clicks.opened import Opened
from clawback.links.clicks.privacy import Privacy, pseudonym
from clawback.links.keys import Keyring, LinkKeys
from clawback.links.signing import blind
from clawback.model.click import Click
from clawback.model.clock import Clock
from clawback.model.folding import fold
from clawback.model.protected_link import ANY_RECIPIENT
from clawback.store.port import EventStore, Query

PATIENCE = timedelta(seconds=30)
"""So long a click waits for its mail to be stored; then nobody is known to have made it."""
_NAMES = ("network_message_id", "recipient")

Recipients = Mapping[str, Sequence[str]]


class Recording:
    """Safe on several threads: a click that comes twice is kept once. `heard` is told what is."""

    def __init__(
        self,
        store: EventStore,
        keys: LinkKeys,
        clock: Clock,
        *,
        privacy: Privacy,
        heard: Callable[[Sequence[Click]], None],
    ) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._privacy = privacy
        self._heard = heard
        self._counted = Lock()
        self._by_verdict: Counter[str] = Counter()
        self._by_whom: Counter[str] = Counter()

    def record(self, opened: Sequence[Opened]) -> int:
        """Keeps clicks up to the first that comes too early; says how many."""
        kept = [self._privacy.of(one) for one in opened]
        recipients = self._recipients({one.network_message_id for one in kept} - {""})
        ready = self._ready(kept, recipients)
        ring = self._keys.known()
        clicks = [click_of(one, recipients, ring) for one in kept[:ready]]
        self._store.record_clicks(clicks)
        self._heard(clicks)
        self._count(clicks)
        return ready

    def by_verdict(self) -> Mapping[str, float]:
        """How many clicks were taken over since the start; one that came again counts again."""
        with self._counted:
            return dict(self._by_verdict)

    def by_whom(self) -> Mapping[str, float]:
        """The same clicks, by who made them."""
        with self._counted:
            return dict(self._by_whom)

    def _count(self, clicks: Sequence[Click]) -> None:
        with self._counted:
            self._by_verdict.update(one.verdict.value for one in clicks)
            self._by_whom.update(one.clicked_by.value for one in clicks)

    def _ready(self, opened: Sequence[Opened], recipients: Recipients) -> int:
        oldest = self._clock.now() - PATIENCE
        for number, one in enumerate(opened):
            unknown = one.network_message_id and fold(one.network_message_id) not in recipients
            if unknown and one.at > oldest:
                return number
        return len(opened)

    def _recipients(self, messages: set[str]) -> Recipients:
        found: defaultdict[str, list[str]] = defaultdict(list)
        if not messages:
            return found
        query = Query(
            filter=AnyOf("network_message_id", tuple(sorted(messages))), now=self._clock.now()
        )
        for block in self._store.stream_lines(query, _NAMES):
            for message, recipient in block:
                found[fold(str(message))].append(str(recipient))
        return found


def click_of(opened: Opened, recipients: Recipients, ring: Keyring) -> Click:
    """The click as the store keeps it, with the recipient of whom the link speaks."""
    at = target(opened.url)
    return Click(
        id=opened.id,
        recipient=_recipient(opened, recipients, ring),
        at=opened.at,
        url=at.url,
        network_message_id=opened.network_message_id,
        url_domain=at.domain,
        url_path=at.path,
        url_domain_and_path=at.domain + at.path,
        verdict=opened.verdict,
        clicked_through=opened.clicked_through,
        ip=opened.ip,
        user_agent=opened.user_agent,
        threat_type=opened.threats,
        detection_technology=opened.technologies,
        url_chain=opened.url_chain,
        clicked_by=opened.clicked_by,
        reason=opened.reason,
    )


def _recipient(opened: Opened, recipients: Recipients, ring: Keyring) -> str:
    """Empty where it cannot be told: a link for several people, of a mail that several got."""
    if not opened.network_message_id:
        return pseudonym(opened)
    those = recipients.get(fold(opened.network_message_id), ())
    if opened.recipient == ANY_RECIPIENT.hex():
        return those[0] if len(those) == 1 else ""
    key = ring.named(opened.key)
    if key is None:
        return ""
    wanted = bytes.fromhex(opened.recipient)
    return next((one for one in those if blind(one, key.secret) == wanted), "")
