"""What the `[[verdicts]]` tables take."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from clawback.analysis.providers.settings import ClamavSettings, VerdictsTable

TABLE: TypeAdapter[VerdictsTable] = TypeAdapter(VerdictsTable)


@pytest.mark.parametrize(
    "address", ["127.0.0.1:3310", "[::1]:3310", "localhost:3310", "/run/clamd.ctl"]
)
def test_this_machine_needs_no_leave(address):
    """Mail does not leave it."""
    table = TABLE.validate_python({"kind": "clamav", "address": address})
    assert isinstance(table, ClamavSettings)
    assert str(table.where) == address


def test_another_machine_needs_leave():
    """Mail would go there unprotected, so somebody must say that they mean it."""
    table = {"kind": "clamav", "address": "clamav:3310"}
    with pytest.raises(ValidationError, match="allow_plaintext"):
        TABLE.validate_python(table)
    assert TABLE.validate_python(table | {"allow_plaintext": True}).called == "clamav"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "dspam"},
        {"address": "clamd.ctl"},
        {"seconds": 0},
        {"size_limit": 0},
        {"concurrency": 0},
        {"timeout": 3},
    ],
)
def test_mistakes_are_told(wrong):
    """Nothing is taken silently for something else."""
    with pytest.raises(ValidationError):
        TABLE.validate_python({"kind": "clamav", "address": "/run/clamd.ctl"} | wrong)


@pytest.mark.parametrize("wrong", [{"rules": "rules"}, {"address": "/run/yara"}, {}])
def test_rules_are_a_folder(wrong):
    """YARA has an absolute folder in place of an address."""
    assert TABLE.validate_python({"kind": "yara", "rules": "/rules"}).called == "yara"
    with pytest.raises(ValidationError):
        TABLE.validate_python({"kind": "yara"} | wrong)
