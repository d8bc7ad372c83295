"""Which adapter serves a `[[verdicts]]` table, and all of them as one panel."""

from __future__ import annotations

from collections.abc import Iterable

from clawback.analysis.providers.clamav import Clamav
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.port import Provider
from clawback.analysis.providers.rspamd import Rspamd
from clawback.analysis.providers.seat import Terms
from clawback.analysis.providers.settings import ClamavSettings, RspamdSettings, VerdictsTable
from clawback.analysis.providers.spamassassin import Spamassassin


def provider(table: VerdictsTable) -> Provider:
    """The adapter for one `[[verdicts]]` table."""
    if isinstance(table, ClamavSettings):
        return Clamav(table)
    if isinstance(table, RspamdSettings):
        return Rspamd(table)
    return Spamassassin(table)


def panel(tables: Iterable[VerdictsTable]) -> Panel:
    """Every engine that the settings name."""
    return Panel([(provider(table), _terms(table)) for table in tables])


def _terms(table: VerdictsTable) -> Terms:
    return Terms(
        seconds=table.seconds,
        size_limit=table.size_limit,
        concurrency=table.concurrency,
        imports=table.imports,
    )
