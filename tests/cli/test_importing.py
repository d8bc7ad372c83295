"""`clawback import`."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from tests.making.deliveries import make_delivery, make_message

from clawback.cli.exit_code import ExitCode
from clawback.store.port import Batch


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


def test_logs_of_before_are_told_of_mail_that_is_stored(served, clawback, tmp_path):
    """Compressed ones too; again and again changes nothing, and what cannot be read is named."""
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    row = make_delivery(1, time_received=moment, internet_message_id="<1@away.example>")
    message = make_message(network_message_id=row.network_message_id)
    served.store.append(Batch(messages=(message,), deliveries=(row,)))
    met = b"AB12CD34: warning: header X: y from a[1]; from=<p@x> to=<a@b> proto=SMTP helo=<h>: "
    lines = (
        b"postfix/cleanup[1]: AB12CD34: message-id=<1@away.example>",
        b"postfix/cleanup[1]: " + met + b"rule:of-before",
    )
    log = tmp_path / "mail.log.1.gz"
    log.write_bytes(gzip.compress(b"".join(b"Nov 23 13:00:00 mx " + one + b"\n" for one in lines)))
    for _ in range(2):
        done = clawback("import", "--logs", str(log), "--zone", "Europe/Berlin")
        assert (done.code, done.out) == (
            ExitCode.DONE,
            "2 lines read, 1 fact found, 1 told of mail, 0 of mail that is not stored.\n",
        )
    assert clawback("search", "transport_rule:of-before", "--count").out == "1\n"
    log.write_bytes(log.read_bytes()[:-9])
    done = clawback("import", "--logs", str(log), "--format", "json")
    assert done.code is ExitCode.FINISHED_WITH_FAILURES
    assert "its end is missing" in done.err
    assert json.loads(done.out)["skips"][0]["path"] == str(log)


@pytest.mark.usefixtures("served")
def test_logs_that_cannot_be_read_are_told(clawback, tmp_path):
    """No such zone is wrong usage; no such file or mail server is an error."""
    log = tmp_path / "mail.log"
    assert clawback("import", "--logs", str(log)).code is ExitCode.ERROR
    line = b"2026-11-23T12:00:00Z mx postfix/cleanup[1]: AB12CD34: %b\n"
    log.write_bytes(
        line % b"message-id=<1@x>" + line % b"reject: END-OF-MESSAGE from a[1]: 5.7.1 No"
    )
    assert clawback("import", "--logs", str(log), "--zone", "Nowhere").code is ExitCode.USAGE
    done = clawback("import", "--logs", str(log), "--server", "elsewhere")
    assert done.code is ExitCode.ERROR
    assert "named elsewhere" in done.err
