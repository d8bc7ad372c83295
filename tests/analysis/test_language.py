"""Languages of mails."""

from __future__ import annotations

import pytest

from clawback.analysis.language import language_of


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ((), ""),
        ((("Content-Language", "de-DE, en"),), "de-de"),
        ((("content-language", "???"), ("X-Forefront-Antispam-Report", "CIP:x;LANG:fr;")), "fr"),
        ((("X-Forefront-Antispam-Report", "LANG:fr"), ("Content-Language", "pt-BR")), "pt-br"),
        ((("Subject", "LANG:fr"),), ""),
    ],
)
def test_a_mail_says_its_language(headers, language):
    """Content-Language first, then what Exchange Online found."""
    assert language_of(headers) == language
