"""What every command that looks at a view takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

from clawback.cli.failure import UsageError
from clawback.cli.filter_text import filter_text
from clawback.client.views import Viewed

ViewFormat: TypeAlias = Annotated[Literal["table", "json", "csv"], Parameter(name="--format")]
MailView: TypeAlias = Literal["all_email", "malware", "phish", "campaigns"]
ViewName: TypeAlias = Literal["all_email", "malware", "phish", "campaigns", "url_clicks"]
NARROW: Mapping[str, MailView] = {
    "malware": "malware",
    "phish": "phish",
    "campaigns": "campaigns",
}
"""Views that show a part of the mail."""


def viewed(
    view: str, words: tuple[str, ...], since: str | None, until: str | None, limit: int | None = 1
) -> Viewed:
    """What is looked at. Raises `UsageError` for a limit that is none."""
    if limit is not None and limit < 1:
        raise UsageError("--limit takes a number from 1.")
    return Viewed(view=view, filter=filter_text(words), since=since, until=until)
