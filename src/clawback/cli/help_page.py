"""How `--help` looks: paragraphs that fit the terminal, and defaults where they tell something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyclopts.help import HelpPanel
    from rich.console import Console, ConsoleOptions

_LINE_OF_A_PARAGRAPH = re.compile(r"(?<=\S)\n(?=\S)")
_TELL_NOTHING = frozenset({"False", "()", '""'})


class HelpPage:
    """The library's own page, where the lines of a docstring's paragraphs are joined.

    What draws is slow to load, and only loaded when somebody asks for help.
    """

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Draws one box."""
        from cyclopts.help import DefaultFormatter  # noqa: PLC0415 - see above

        for number, entry in enumerate(panel.entries):
            _join(entry.description)
            if entry.default in _TELL_NOTHING:
                panel.entries[number] = entry.copy(default=None)
        DefaultFormatter()(console, options, panel)

    def render_usage(self, console: Console, options: ConsoleOptions, usage: object) -> None:
        """Draws the first line."""
        from cyclopts.help import DefaultFormatter  # noqa: PLC0415 - see above

        DefaultFormatter().render_usage(console, options, usage)

    def render_description(
        self, console: Console, options: ConsoleOptions, description: object
    ) -> None:
        """Draws what the command does."""
        from cyclopts.help import DefaultFormatter  # noqa: PLC0415 - see above

        _join(description)
        DefaultFormatter().render_description(console, options, description)


def _join(told: object) -> None:
    """Makes one line of each paragraph."""
    text = getattr(told, "primary_renderable", None)
    if text is not None and hasattr(text, "plain"):
        text.plain = _LINE_OF_A_PARAGRAPH.sub(" ", text.plain)
