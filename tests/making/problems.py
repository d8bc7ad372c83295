"""What every refusal looks like (RFC 9457)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

_SHORTEST = 20  # characters of a sentence
_ENDING = re.compile(r"\.$|\(at character \d+\)$")


def problem(answer: Any, status: int, code: str) -> str:
    """The sentence of a problem document of this kind, of which all must be right (any client)."""
    document = answer.json()
    assert (answer.status_code, document["code"]) == (status, code), document
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["type"] == f"urn:clawback:problem:{code}"
    assert document["status"] == status
    assert document["title"]
    assert document["request_id"]
    said = str(document["detail"])
    assert _ENDING.search(said), said
    assert " " in said.strip(), said
    assert len(said) >= _SHORTEST, said
    assert said != HTTPStatus(status).phrase + "."
    assert "Traceback" not in said, said
    return said
