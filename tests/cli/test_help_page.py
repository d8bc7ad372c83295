"""How `--help` looks."""

from __future__ import annotations


def test_a_command_tells_all_of_its_docstring(clawback):
    """The list of commands has a sentence, the command's own page everything."""
    assert "A data folder's own token" in clawback("login", "--help").out.replace("\n", " ")


def test_paragraphs_are_lines_of_the_terminal(clawback):
    """A line of the source is none of the page; blank lines stay."""
    said = clawback("audit", "verify", "--help").out
    assert "or was forked, and with 1" in said.replace("\n", " ").replace("  ", " ")
    assert "without a server.\n\nEnds with 0" in said


def test_only_defaults_that_tell_something_are_shown(clawback):
    """Not what is off or empty; what a command takes by itself."""
    said = clawback("remediate", "--help").out
    assert "default: False" not in said
    assert 'default: ""' not in said
    assert "default: ()" not in clawback("user", "edit", "--help").out
    assert "[default: medium]" in said
