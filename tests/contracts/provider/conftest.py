"""Every adapter of the provider port, each before an engine as the guide sets it up."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter
from tests.making.judged import EICAR, PHISH, RULES, SPAM
from tests.servers.verdicts_guide import table_of

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.port import Provider
from clawback.analysis.providers.settings import VerdictsTable, YaraSettings
from clawback.analysis.providers.yara.engine import Yara
from clawback.app import provider as adapter_for
from clawback.model.verdict import Finding, ThreatType

ENGINES = {"clamav": "clamd", "spamassassin": "spamd", "rspamd": "rspamd"}
_TABLE: TypeAdapter[VerdictsTable] = TypeAdapter(VerdictsTable)
_SAYS = {
    text: Finding(provider="memory", threat=threat, evidence=("A rule of the test.",))
    for text, threat in (
        (EICAR, ThreatType.MALWARE),
        (PHISH, ThreatType.PHISH),
        (SPAM, ThreatType.SPAM),
    )
}


@pytest.fixture(scope="module")
def yara(tmp_path_factory):
    """YARA-X with the rules of the tests; its processes go with the module."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "tests.yar").write_bytes(RULES)
    engine = Yara(YaraSettings(kind="yara", rules=folder, seconds=10))
    yield engine
    engine.close()


@pytest.fixture(
    params=["memory", "yara", *(pytest.param(kind, marks=pytest.mark.server) for kind in ENGINES)]
)
def provider(request) -> Provider:
    """One adapter, before a running engine."""
    if request.param == "memory":
        return MemoryProvider(_SAYS)
    if request.param == "yara":
        engine: Provider = request.getfixturevalue("yara")
        return engine
    server = request.getfixturevalue(ENGINES[request.param])
    return adapter_for(_TABLE.validate_python(table_of(request.param, server.address)))
