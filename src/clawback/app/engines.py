"""Which adapter serves a `[[verdicts]]` table, and all of them as one panel."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from clawback.analysis.providers.clamav import Clamav
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.port import Provider
from clawback.analysis.providers.rspamd import Rspamd
from clawback.analysis.providers.seat import Terms
from clawback.analysis.providers.settings import (
    ClamavSettings,
    RspamdSettings,
    VerdictsTable,
    YaraSettings,
)
from clawback.analysis.providers.spamassassin import Spamassassin
from clawback.analysis.providers.yara.engine import Yara
from clawback.purge.inquiry.asking import Engine


def provider(table: VerdictsTable) -> Provider:
    """The adapter for one `[[verdicts]]` table."""
    if isinstance(table, ClamavSettings):
        return Clamav(table)
    if isinstance(table, RspamdSettings):
        return Rspamd(table)
    if isinstance(table, YaraSettings):
        return Yara(table)
    return Spamassassin(table)


def asked_again(tables: Iterable[VerdictsTable]) -> list[Engine]:
    """Every engine with a panel of its own, so that live mail does not wait behind stored mail."""
    engines = []
    for table in tables:
        made = provider(table)
        terms = replace(_terms(table), concurrency=min(2, table.concurrency), imports=True)
        engines.append(Engine(name=made.name, edition=made.edition, panel=Panel([(made, terms)])))
    return engines


def panel(tables: Iterable[VerdictsTable], *, most_seconds: float = math.inf) -> Panel:
    """Every engine that the settings name, each with no more than `most_seconds` for a mail."""
    hurried = [_hurried(table, most_seconds) for table in tables]
    return Panel([(provider(table), _terms(table)) for table in hurried])


def _hurried(table: VerdictsTable, most_seconds: float) -> VerdictsTable:
    return table.model_copy(update={"seconds": min(table.seconds, most_seconds)})


def _terms(table: VerdictsTable) -> Terms:
    return Terms(
        seconds=table.seconds,
        size_limit=table.size_limit,
        concurrency=table.concurrency,
        imports=table.imports,
    )
