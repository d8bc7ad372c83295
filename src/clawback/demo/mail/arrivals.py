"""How mail from different kinds of sender reaches the organisation's gateway."""

from __future__ import annotations

from random import Random

from clawback.demo.mail.correspondent import Correspondent
from clawback.demo.mail.envelope import Arrival
from clawback.demo.mail.filtering import (
    FULL,
    NO_DMARC,
    NOTHING,
    SPF_ONLY,
    Filter,
    Nature,
    Results,
    authentication_results,
    score_headers,
    submitted,
)
from clawback.demo.partners import Care

_CARE = {Care.FULL: FULL, Care.NO_DMARC: NO_DMARC, Care.SPF_ONLY: SPF_ONLY, Care.NONE: NOTHING}
_QUEUE_LETTERS = "0123456789ABCDEF"


def message_id(random: Random, domain: str) -> str:
    """A Message-ID as programs make them."""
    return f"<{random.getrandbits(96):024x}@{domain}>"


def queue_id(random: Random) -> str:
    return "4" + "".join(random.choices(_QUEUE_LETTERS, k=10))


def arriving(random: Random, writer: Correspondent) -> Arrival:
    """Mail by a person: handed in by a colleague, or brought by a partner's mail server."""
    if writer.partner is None:
        return from_inside(random, writer.mailbox.address)
    return from_outside(
        random,
        mail_from=writer.mailbox.address,
        from_domain=writer.mailbox.domain,
        host=writer.partner.mail_host,
        ip=writer.partner.ip,
        results=_CARE[writer.partner.care],
        score=random.uniform(-2.5, 1.5),
    )


def from_inside(random: Random, address: str) -> Arrival:
    """Handed in over the submission service by one of ours, or by a machine of ours."""
    local = address.partition("@")[0]
    return Arrival(
        mail_from=address,
        host=f"client-{random.randrange(400)}.tarnbeck.example",
        ip=f"10.20.{random.randint(1, 9)}.{random.randint(2, 250)}",
        queue_id=queue_id(random),
        internal=True,
        notes=(submitted(local),),
    )


def from_outside(
    random: Random,
    *,
    mail_from: str,
    from_domain: str,
    host: str,
    ip: str,
    results: Results,
    score: float,
    nature: Nature = Nature.ORDINARY,
    by: Filter = Filter.RSPAMD,
) -> Arrival:
    """Brought by a host outside; `score` is what our filter makes of it."""
    checked = authentication_results(results, mail_from=mail_from, from_domain=from_domain)
    return Arrival(
        mail_from=mail_from,
        host=host,
        ip=ip,
        queue_id=queue_id(random),
        notes=(checked, *score_headers(random, results, score, nature, by=by)),
    )
