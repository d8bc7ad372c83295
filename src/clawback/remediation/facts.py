"""What a policy needs to know of a plan; taken when it is frozen, and sealed with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clawback.jobs.block import Planned, Settled
from clawback.model.address import domain_of
from clawback.model.scope import Scope
from clawback.remediation.operation import Operation

TagsOf = Callable[[str], frozenset[str]]
MailsOf = Callable[[str], int]
SHARE_FROM = 20  # deliveries; of a nearly empty mailbox any share is a large one
_SHARES_LOOKED_AT = 20
# The recipient of a target as `target.encode` writes it: the fourth text of the array.
_TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_RECIPIENT = re.compile(rf"^\[(?:{_TEXT},){{3}}({_TEXT})", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A plan in the policy's eyes.

    `reach` holds every pair of recipient domain and tags that occurs. `largest_share` is the most
    that is taken of any one mailbox, of 1; 0 when that was not asked for.
    """

    operation: Operation
    deliveries: int
    reach: frozenset[tuple[str, frozenset[str]]]
    largest_share: float = 0.0

    @property
    def tags(self) -> frozenset[str]:
        return frozenset(tag for _, tags in self.reach for tag in tags)

    def outside(self, scope: Scope) -> list[str]:
        """The domains of recipients that this scope does not cover, in order."""
        if scope.everywhere:
            return []
        return sorted({domain for domain, tags in self.reach if not _covers(scope, domain, tags)})


def gather(
    operation: Operation,
    shares: Sequence[Planned],
    settled: Sequence[Settled],
    *,
    tags_of: TagsOf,
    mails_of: MailsOf | None,
) -> Facts:
    """The facts of items that are about to be frozen; `mails_of` counts a recipient's mail."""
    payloads = [payload for share in shares for payload in share.payloads]
    recipients = _recipients([*payloads, *(one.payload for one in settled)])
    return Facts(
        operation=operation,
        deliveries=len(payloads) + len(settled),
        reach=frozenset((domain_of(one).lower(), tags_of(one)) for one in recipients),
        largest_share=0.0 if mails_of is None else _largest_share(shares, mails_of),
    )


def encode(facts: Facts) -> str:
    """Canonical JSON."""
    reach = sorted([domain, sorted(tags)] for domain, tags in facts.reach)
    parts = [facts.operation.value, facts.deliveries, reach, facts.largest_share]
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=True)


@lru_cache(maxsize=256)
def decode(text: str) -> Facts:
    """The facts that `encode` wrote."""
    operation, deliveries, reach, share = json.loads(text)
    return Facts(
        operation=Operation(operation),
        deliveries=deliveries,
        reach=frozenset((domain, frozenset(tags)) for domain, tags in reach),
        largest_share=share,
    )


def _recipients(payloads: Sequence[str]) -> set[str]:
    """Whose mail it is; all in one go, because plans hold tens of thousands and few people."""
    found = _RECIPIENT.findall("\n".join(payloads))  # no payload has a line break
    if len(found) != len(payloads):
        raise ValueError("This is no payload of a plan.")
    return {json.loads(quoted) for quoted in set(found)}


def _largest_share(shares: Iterable[Planned], mails_of: MailsOf) -> float:
    large = sorted(
        (share for share in shares if len(share.payloads) >= SHARE_FROM),
        key=lambda share: -len(share.payloads),
    )
    return max((_share(one, mails_of) for one in large[:_SHARES_LOOKED_AT]), default=0.0)


def _share(share: Planned, mails_of: MailsOf) -> float:
    known = sum(map(mails_of, _recipients(share.payloads)))
    return round(min(1.0, len(share.payloads) / max(known, 1)), 4)


def _covers(scope: Scope, domain: str, tags: frozenset[str]) -> bool:
    return scope.covers(f"@{domain}", tags)
