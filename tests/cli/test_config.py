"""`clawback config`."""

from __future__ import annotations

import json

from clawback.cli.exit_code import ExitCode


def test_settings_are_checked(clawback, tmp_path):
    """Good ones say so; a mistake ends with 1 and a sentence."""
    assert clawback("config", "check", "--data", str(tmp_path)).code is ExitCode.DONE
    (tmp_path / "clawback.toml").write_text("[htpp]")
    wrong = clawback("config", "check", "--data", str(tmp_path))
    assert wrong.code is ExitCode.ERROR
    assert "Did you mean `http`?" in wrong.err


def test_secrets_are_not_shown(clawback, tmp_path):
    """Every setting is printed, and a password is not."""
    (tmp_path / "clawback.toml").write_text(
        '[state]\nurl = "postgresql+psycopg://u:hunter2@h/n"\n[[mailboxes]]\nname = "a"\n'
        'kind = "imap"\ndomains = ["*"]\nhost = "h"\nmaster_user = "m"\n'
        'master_password = "hunter2"\n'
    )
    shown = clawback("config", "show", "--data", str(tmp_path))
    assert json.loads(shown.out)["mailboxes"][0]["master_user"] == "m"
    assert "hunter2" not in shown.out
