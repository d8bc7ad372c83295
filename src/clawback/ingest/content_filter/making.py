"""What one recipient gets of a mail that was read. Never raises for a mail."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from clawback.ingest.content_filter.copies import Fate, Made, noted, too_large
from clawback.ingest.gate.rewriting import Original, Rewriter, applied
from clawback.ingest.recipients import Organisation
from clawback.model.location import Directionality
from clawback.model.message import Message

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One mail; nothing is made of it that is larger than `most` bytes (0: any number)."""

    raw: bytes = field(repr=False)
    message: Message
    mail_from: str
    rewriter: Rewriter
    organisation: Organisation
    most: int = 0

    def of(self, recipient: str, direction: Directionality | None) -> Made:
        """The content for one recipient. A journal copy must be the mail as it came."""
        if recipient in self.organisation.journal_addresses:
            return Made(self.raw, Fate.LEFT)
        try:
            made = self._rewritten(recipient, direction)
        except Exception as error:  # noqa: BLE001 - the mail goes on as it came
            _log.warning("a mail was not rewritten", error=type(error).__name__)
            return noted(self.raw, Fate.FAILED, self.most)
        if too_large(made.content, self.most):
            return noted(self.raw, Fate.LARGE, self.most)
        return made

    def _rewritten(self, recipient: str, direction: Directionality | None) -> Made:
        original = Original(
            raw=self.raw,
            message=self.message,
            mail_from=self.mail_from,
            to={recipient: direction},
        )
        done = self.rewriter.rewrite(original)
        # A mail that was rewritten before, as one that was released, keeps its first name.
        if done is None or (done.body is None and self.organisation.first_name(self.raw)):
            return Made(self.raw, Fate.LEFT)
        content = applied(self.raw, done)
        if content is None or done.body is None:
            return Made(content or self.raw, Fate.LEFT)
        return Made(content, Fate.REWRITTEN)
