"""What the gate writes into the header of a mail that goes on, and what it takes out of it. Pure.

A mail may come with fields of our names, written by whoever would like to pass for judged. They
are removed from every mail, so that what stands in the mailbox was written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.header import Header

from clawback.ingest.gate.header import Field, HeaderChange, places
from clawback.ingest.gate.policy import Decision
from clawback.ingest.ruling import GateAction
from clawback.model.first_name import FIELD as LINKS_FIELD

VERDICT = "X-Clawback-Verdict"
FLAG = "X-Spam-Flag"  # the one that mail filters and rules for mailboxes know
OURS = frozenset({VERDICT.lower(), FLAG.lower(), LINKS_FIELD.lower()})
_LONG_LINE = 900  # bytes; RFC 5322 §2.1.1 allows 998


def marks(
    fields: Sequence[Field], decision: Decision, *, tag: str = "", trouble: bool = False
) -> tuple[HeaderChange, ...]:
    """What is changed in a header of these fields, for this decision.

    A field `X-Clawback-Verdict` tells of a threat, and of a mail that was not judged wholly: that
    is what `trouble` says.
    """
    junk = decision.action is GateAction.JUNK
    return (
        *(HeaderChange(name=VERDICT, place=place) for place in places(fields, VERDICT)),
        *(HeaderChange(name=LINKS_FIELD, place=place) for place in places(fields, LINKS_FIELD)),
        *(HeaderChange(name=FLAG, place=place) for place in places(fields, FLAG) if junk),
        *(_tagged(fields, tag) if decision.action is GateAction.TAG else ()),
        *([_verdict(decision)] if decision.threat or trouble else ()),
        *([HeaderChange(name=FLAG, place=0, value=b"YES")] if junk else ()),
    )


def _verdict(decision: Decision) -> HeaderChange:
    threat = decision.threat.value if decision.threat else "unjudged"
    told = f"{threat}; action={decision.action.value}"
    return HeaderChange(name=VERDICT, place=0, value=told.encode("ascii"))


def _tagged(fields: Sequence[Field], tag: str) -> Iterator[HeaderChange]:
    """Every subject gets the tag, for a reader may show any of them; a mail without gets one."""
    subjects = [one.value for one in fields if one.name == "subject"]
    if not subjects:
        yield HeaderChange(name="Subject", place=0, value=_encoded(tag))
    for place in range(len(subjects), 0, -1):
        yield HeaderChange(name="Subject", place=place, value=_prefixed(subjects[place - 1], tag))


def _prefixed(subject: bytes, tag: str) -> bytes:
    """The subject with the tag before it, as a line that RFC 2047 and RFC 5322 allow.

    The blank between two encoded words is not shown (RFC 2047 §6.2), so a tag that must be
    encoded brings its own.
    """
    follows = subject.startswith(b"=?") and not tag.isascii()
    prefix = _encoded(f"{tag} " if follows else tag)
    if not subject or _is_tagged(subject, prefix):
        return subject or prefix
    first, *_ = subject.split(b"\r\n", 1)
    fits = len(prefix.rsplit(b"\r\n")[-1]) + len(first) < _LONG_LINE
    return prefix + (b" " if fits else b"\r\n ") + subject


def _is_tagged(subject: bytes, prefix: bytes) -> bool:
    """Whether the tag stands before it as a word, not as the beginning of one."""
    rest = subject.removeprefix(prefix)
    return rest != subject and rest[:1] in {b"", b" ", b"\t", b"\r"}


def _encoded(text: str) -> bytes:
    if text.isascii():
        return text.encode("ascii")
    return Header(text, "utf-8").encode(linesep="\r\n").encode("ascii")
