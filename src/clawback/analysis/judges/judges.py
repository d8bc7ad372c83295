"""All our own judges, each of which looks at a mail once while it comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import structlog

from clawback.analysis.judges.entries import Entries
from clawback.analysis.judges.impersonation import Impersonation, Protected
from clawback.analysis.judges.listing import listed
from clawback.analysis.judges.site_model import SiteModel
from clawback.analysis.judges.spoofing import spoofed
from clawback.analysis.providers.port import Transport
from clawback.model.message import Message
from clawback.model.verdict import Finding

_log = structlog.get_logger(__name__)
_FAULT = "Clawback stumbled over this mail; the log has more."


class Judges:
    """Adds to a message what our own judges find. Safe on several threads; asks nobody."""

    def __init__(
        self,
        *,
        protected: Protected | None = None,
        entries: Entries | None = None,
        spoofing: bool = False,
        site_model: Callable[[], tuple[SiteModel, bool] | None] | None = None,
    ) -> None:
        """`site_model` gives the model that holds now, and whether it acts."""
        self._protected = protected
        self._impersonation = Impersonation(protected) if protected else None
        self._entries = entries
        self._spoofing = spoofing
        self._site_model = site_model

    def judged(self, message: Message, transport: Transport) -> Message:
        """The message with their findings after the others'; the very same where there are none.

        A fault of ours costs the judge's word and never the mail.
        """
        found = tuple(self._findings(message, transport))
        return replace(message, findings=(*message.findings, *found)) if found else message

    def _findings(self, message: Message, transport: Transport) -> Iterator[Finding]:
        entries, protected, impersonation = self._entries, self._protected, self._impersonation
        if entries is not None:
            yield from _safely(
                "lists",
                lambda: listed(
                    message,
                    transport.mail_from or "",
                    transport.client_ip,
                    entries,
                    transport.recipients,
                ),
            )
        if impersonation is not None:
            yield from _safely("impersonation", lambda: impersonation.findings(message))
        if protected is not None and self._spoofing:
            known = bool(transport.authenticated_user)
            yield from _safely(
                "authentication", lambda: spoofed(message, protected, authenticated=known)
            )
        now = self._site_model() if self._site_model else None
        if now is not None:
            model, acts = now
            yield from _safely("site_model", lambda: model.judge(message, acts=acts))


def _safely(name: str, judge: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    try:
        return judge()
    except Exception as error:  # noqa: BLE001 - a fault of ours must not cost the mail
        _log.warning("a judge stumbled", judge=name, error=type(error).__name__)
        return (Finding(provider=name, no_verdict=_FAULT),)


NO_JUDGES = Judges()
