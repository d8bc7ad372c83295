"""What an investigation begins with: the mail of its root, and what is known of it besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clawback.filters.parse import parse
from clawback.filters.tree import AnyOf, Everything, Filter, Or, both
from clawback.filters.write import write
from clawback.investigations.deciding import HELD
from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import Case, Evidence, RootKind, Threat
from clawback.model.click import OPENED_VERDICTS, Click
from clawback.model.errors import NotFoundError
from clawback.store.port import ClickQuery

_FIELDS: Mapping[RootKind, tuple[str, ...]] = {
    RootKind.MESSAGE: ("network_message_id",),
    RootKind.SENDER: ("sender_address", "sender_mail_from_address"),
    RootKind.RECIPIENT: ("recipient",),
    RootKind.URL: ("url",),
    RootKind.ALERT: ("alert_id",),
}


class RootMissingError(NotFoundError):
    """No mail is like this in the time that the playbook looks back."""

    code = "root_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The root's own mail, and values that are followed even where others are more frequent.

    `values` are fields of the filter language with their values.
    """

    mail: Filter
    values: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()


def start(eyes: Eyes, case: Case) -> Start:
    """What a case begins with.

    Raises:
        FilterError: the value cannot be one of the root's kind.
        RootMissingError: there is no such thing, or its opener may not see it.
    """
    return _STARTS[case.investigation.root.kind](eyes, case)


def _mail(eyes: Eyes, case: Case) -> Start:
    del eyes
    root = case.investigation.root
    return Start(mail=_any_of(root.value, *_FIELDS[root.kind]))


def _recipient(eyes: Eyes, case: Case) -> Start:
    """What is held for a threat: the rest is private mail."""
    value = case.investigation.root.value
    return Start(mail=both(_mail(eyes, case).mail, HELD), values=(("recipient", value),))


def _click(eyes: Eyes, case: Case) -> Start:
    """The mail that the link was in; where nobody knows which, all mail that has the link."""
    click = _clicked(eyes, case)
    of_mail = ("network_message_id", click.network_message_id)
    field, value = of_mail if click.network_message_id else ("url", click.url)
    told = click.verdict.label.lower()
    opened = click.verdict in OPENED_VERDICTS
    ended = "may have seen what is behind it" if opened else "was kept from it"
    return Start(
        mail=_any_of(value, field),
        values=(("recipient", click.recipient), ("url", click.url)),
        evidence=(
            Evidence(
                entity=click.recipient,
                verdict=Threat.NONE,
                reason=f"Clicked {click.url} at {click.at:%Y-%m-%d %H:%M} UTC ({told}), "
                f"and {ended}.",
            ),
        ),
    )


def _clicked(eyes: Eyes, case: Case) -> Click:
    query = eyes.query(case, Everything())
    wanted = AnyOf("click_id", (case.investigation.root.value,))
    asked = ClickQuery(filter=wanted, now=query.now, lists=query.lists, tags=query.tags)
    found = eyes.store.click_page(asked, limit=1).rows
    if not found or not eyes.may_see(case, found[0].click.recipient):
        raise RootMissingError
    return found[0].click


def _any_of(value: str, *fields: str) -> Filter:
    named = [AnyOf(field, (value,)) for field in fields]
    return parse(write(named[0] if len(named) == 1 else Or(tuple(named))))


_STARTS: Mapping[RootKind, Callable[[Eyes, Case], Start]] = {
    **dict.fromkeys(_FIELDS, _mail),
    RootKind.RECIPIENT: _recipient,
    RootKind.CLICK: _click,
}
"""Each kind of root, and how its mail is found; a further kind is a further line."""
