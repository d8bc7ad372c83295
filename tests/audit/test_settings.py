"""What can be set about the trail."""

from __future__ import annotations

import pytest

from clawback.audit.settings import AuditSettings, SyslogFormat


def test_nothing_needs_to_be_set():
    """Without settings the log is sealed and signed, and sent nowhere."""
    settings = AuditSettings()
    assert settings.syslog is None
    assert settings.anchor_file is None
    assert settings.syslog_format is SyslogFormat.TEXT


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "x" * 201])
def test_an_origin_that_a_checkpoint_cannot_hold_is_refused(origin):
    """It stands on a line of its own and in the name of the key."""
    with pytest.raises(ValueError, match="one word"):
        AuditSettings(origin=origin)


def test_certificates_go_with_tls(tmp_path):
    """A setting without effect is a mistake."""
    with pytest.raises(ValueError, match="goes with"):
        AuditSettings(syslog="tcp://h:1", syslog_ca=tmp_path)
    assert AuditSettings(syslog="tls://h:1", syslog_ca=tmp_path).syslog_ca == tmp_path
