"""`clawback submit` and `clawback submission`."""

from __future__ import annotations

import json

import pytest


def test_a_mail_is_submitted_and_followed(clawback, imported):
    """By its id; `--wait` tells what was found, the other commands tell it too."""
    found = json.loads(clawback("search", "--since", "-3650d", "--format", "json").out)
    message = found[0]["network_message_id"]
    begun = clawback("submit", "email", "phish", message, "--confirmed", "--wait")
    assert begun.code == 0
    made = json.loads(clawback("submission", "list", "--format", "json").out)[0]
    assert (made["network_message_id"], made["reason"]) == (message, "confirmed_threat")
    assert made["id"] in clawback("submission", "list", "--kind", "email").out
    for courier in imported.submissions.couriers:
        courier.turn()
    shown = clawback("submission", "show", made["id"])
    assert f"{made['id']}: Completed, Unknown." in shown.err
    assert "It was held for nothing bad" in shown.err
    assert "memory" in clawback("submission", "targets").out
    for verb in ("retry", "resubmit"):
        refused = clawback("submission", verb, made["id"])
        assert (refused.code, refused.err.startswith("clawback: ")) == (1, True)
    assert clawback("submission", "dispute", made["id"], "It is not.").code == 1


@pytest.mark.usefixtures("library")
def test_urls_and_files_are_submitted(clawback, tmp_path):
    """And what cannot be read or taken is said in words."""
    assert "Nothing was submitted so far." in clawback("submission", "list").err
    url = clawback("submit", "url", "phish", "hxxp://evil[.]example", "--format", "json")
    assert json.loads(url.out)["name"] == "http://evil.example"
    for name, content in (("a.exe", b"MZ"), ("a.eml", b"Subject: a\n\nx")):
        (tmp_path / name).write_bytes(content)
    file = clawback("submit", "file", "malware", str(tmp_path / "a.exe"), "--format", "json")
    assert json.loads(file.out)["kind"] == "file"
    mail = clawback("submit", "email", "clean", str(tmp_path / "a.eml"))
    assert (mail.code, "clawback submission show S-" in mail.err) == (0, True)
    missing = clawback("submit", "file", "phish", str(tmp_path / "none"))
    assert (missing.code, "cannot be read" in missing.err) == (1, True)
    wanted = ("--confirmed", "--list-for", "never")
    listed = clawback("submit", "url", "phish", "http://e.example", *wanted)
    assert (listed.code, "keeps no block and allow list" in listed.err) == (1, True)
