"""Parts of plans for tests: plain ones, and any by hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from tests.making.deliveries import NOW

from clawback.model.location import MailboxRef
from clawback.remediation.action import Action, Severity
from clawback.remediation.plan import Terms

_TERMS = Terms(
    action=Action.SOFT_DELETE,
    name="n",
    severity=Severity.LOW,
    description="",
    filter="",
    since=None,
    until=None,
    frozen_at=NOW,
)


def terms(**changes) -> Terms:
    """Of a soft delete of everything."""
    return replace(_TERMS, **changes)


def refs(text: st.SearchStrategy[str]) -> st.SearchStrategy[MailboxRef]:
    """Places in the mailbox of one account."""
    return st.builds(
        MailboxRef,
        server=st.just("main"),
        account=st.just("ada"),
        folder=text,
        uid_validity=st.integers(0, 2**32),
        uid=st.integers(0, 2**32),
        guid=text,
    )
