"""`clawback migrate`."""

from __future__ import annotations

from clawback.cli.exit_code import ExitCode
from clawback.database.lock import only_one
from clawback.database.migrate import head


def test_a_database_is_brought_to_this_release(clawback, tmp_path):
    """A dry run only says it; then it is done, and done again changes nothing."""
    asked = ("migrate", "--data", str(tmp_path))
    assert "would go from revision empty" in clawback(*asked, "--dry-run").err
    assert f"went from revision empty to {head()}" in clawback(*asked).err
    assert "as this release needs it" in clawback(*asked).err


def test_not_while_a_server_runs(clawback, tmp_path):
    """The folder's lock is respected."""
    with only_one(tmp_path):
        refused = clawback("migrate", "--data", str(tmp_path))
    assert refused.code is ExitCode.ERROR
    assert "Stop it first" in refused.err
