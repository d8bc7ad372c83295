"""`clawback explain`: what a filter means."""

from __future__ import annotations

from clawback.cli.choices import Filter, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import about
from clawback.cli.filter_text import filter_text
from clawback.cli.output import print_json
from clawback.cli.terminal import harmless
from clawback.cli.viewing import ViewName


def explain(
    *words: Filter,
    view: ViewName = "all_email",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Says what a filter means, in a sentence, and how it would be written out in full.

    Args:
        words: The filter; several words are taken as one text.
        view: Which view; in `url_clicks` a filter is about clicks.
        form: `json` prints an object with `sentence`, `filter`, `lists` and `parts`.
        where: Which server.
    """
    text = filter_text(words)
    with where.connect() as server, about(text):
        said = server.explain(text, view)
    if form == "json":
        print_json(said)
        return
    print(harmless(said["sentence"]))
    print(harmless(said["filter"]))
