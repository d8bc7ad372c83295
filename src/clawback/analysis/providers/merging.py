"""What a mail's headers say and what engines answered, as one list of findings."""

from __future__ import annotations

from collections.abc import Iterable

from clawback.model.verdict import Finding


def merged(headers: Iterable[Finding], answers: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of headers first, then the answers; an engine says each thing once.

    Of an engine that says the same in a header and in an answer, the answer stands, in the header's
    place: it is fresh, nobody else can have written it, and it has all its evidence. What only one
    of the two says stands too, for what was proved is not taken back by silence; but that an engine
    found nothing is not said beside what it found.
    """
    found: dict[tuple[str, object, str], Finding] = {}
    for one in (*headers, *answers):
        found[one.provider, one.threat, one.no_verdict] = one
    guilty = {one.provider for one in found.values() if one.threat}
    return tuple(
        one for one in found.values() if one.threat or one.no_verdict or one.provider not in guilty
    )
