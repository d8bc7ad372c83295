"""Texts that the tests' engines judge, each by a rule or a signature of its own."""

from __future__ import annotations

# In two parts, so that no scanner takes this file for the test virus.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PHISH = b"please verify your password at our pretended bank"
SPAM = b"please buy our pretended watches"

# The rules by which YARA finds them, as docs/guides/verdicts.md writes rules.
RULES = b"".join(
    b'rule tests_%s { meta: verdict = "%s" strings: $text = "%s" condition: $text }\n'
    % (verdict, verdict, text.replace(b"\\", b"\\\\"))
    for verdict, text in ((b"malware", EICAR), (b"phish", PHISH), (b"spam", SPAM))
)


def judged(text: bytes = b"nothing to see", *, more: bytes = b"") -> bytes:
    """A mail with a text; `more` are further header lines."""
    return (
        b"From: Paul <paul@sender.example>\r\nTo: Anna <anna@example.org>\r\n"
        b"Date: Mon, 30 Nov 2026 10:00:00 +0000\r\nSubject: A mail to be judged\r\n"
        b"Message-ID: <20261130100000.8f3a41@sender.example>\r\n" + more + b"\r\n" + text + b"\r\n"
    )
