"""`clawback import`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode


@pytest.mark.usefixtures("imported")
def test_imported_mail_can_be_found_at_once(clawback):
    """The command ends when everything is searchable."""
    assert clawback("search", "recipient:bob@example.org", "--count").out == "3\n"


@pytest.mark.usefixtures("imported")
def test_importing_again_stores_nothing_twice(clawback, tmp_path):
    """An import that broke off is simply run again."""
    again = clawback("import", str(tmp_path / "mails"), "--recipient", "bob@example.org")
    assert again.out == "3 mails taken in, 0 things passed over.\n"
    assert clawback("search", "--count").out == "3\n"
    (first, *_) = sorted((tmp_path / "mails").iterdir())
    one = clawback("import", str(first), "--recipient", "bob@example.org")
    assert one.out == "1 mail taken in, 0 things passed over.\n"


@pytest.mark.usefixtures("served")
def test_what_is_no_mail_is_passed_over(clawback, tmp_path):
    """It is named with a reason, and the exit code says that something was left out."""
    (tmp_path / "notes.bin").write_bytes(bytes(range(256)) * 8)
    done = clawback("import", str(tmp_path / "notes.bin"), "--format", "json")
    told = json.loads(done.out)
    assert done.code is (ExitCode.FINISHED_WITH_FAILURES if told["skipped"] else ExitCode.DONE)
    assert told["accepted"] + told["skipped"] == 1


@pytest.mark.usefixtures("served")
def test_nothing_to_import(clawback, tmp_path):
    """No path is wrong usage; a path that does not exist is an error."""
    assert clawback("import").code is ExitCode.USAGE
    missing = clawback("import", str(tmp_path / "none"))
    assert missing.code is ExitCode.ERROR
    assert "none" in missing.err
