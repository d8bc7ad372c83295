"""The imprint of a message, from its text, its page and its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xxhash import xxh3_64_hexdigest

from clawback.analysis.imprint.canonical import canonical_words
from clawback.analysis.imprint.minhash import minhash
from clawback.model.folding import fold
from clawback.model.imprint import Imprint, packed

_FEWEST_TAGS = 12  # what is smaller is the same everywhere
_MOST_SUBJECT = 256  # characters
_REPLY = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw|enc|res)\s*(?:\[\d+\])?\s*:)+")
_TOKEN = re.compile(r"\S*@\S*|[^\W_]*\d[^\W_]*")


def imprint(text: str, tags: Sequence[str], subject: str) -> Imprint:
    """The imprint of a body as `text`, the tags of its page in order, and the readable subject."""
    numbers = minhash(canonical_words(text))
    return Imprint(
        words=packed(numbers) if numbers else "",
        structure=_structure(tags),
        subject=subject_template(subject),
    )


def subject_template(subject: str) -> str:
    """What of a subject is the same in all mails of a mailing."""
    plain = _REPLY.sub("", fold(subject[:_MOST_SUBJECT]))
    return " ".join(_TOKEN.sub("*", plain).split())


def _structure(tags: Sequence[str]) -> str:
    if len(tags) < _FEWEST_TAGS:
        return ""
    return xxh3_64_hexdigest(" ".join(tags).encode("utf-8", "surrogatepass"))
