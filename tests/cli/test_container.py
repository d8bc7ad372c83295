"""`clawback container`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode

pytestmark = pytest.mark.usefixtures("imported")


@pytest.fixture
def opened(clawback):
    """The id of an open container."""
    asked = ("container", "open", "Wave", "--action", "move_to_junk", "--severity", "low")
    made = json.loads(clawback(*asked, "--format", "json").out)
    assert (made["name"], made["action"], made["severity"]) == ("Wave", "move_to_junk", "low")
    return made["id"]


def _shown(clawback, one):
    return json.loads(clawback("container", "show", one, "--format", "json").out)


def test_an_empty_container_says_how_it_is_filled(clawback, opened):
    """It is listed as open, with nothing in it."""
    assert f"clawback container add {opened}" in clawback("container", "show", opened).out
    (listed,) = json.loads(clawback("container", "list", "--format", "json").out)
    assert listed["id"] == opened
    assert opened in clawback("container", "list").out


def test_filters_and_ids_are_added_and_taken_out(clawback, opened, tmp_path):
    """A filter with bounds, a file of ids, both together; parts go by number and stay readable."""
    (row, *_) = json.loads(clawback("search", "subject~1", "--format", "json").out)
    file = tmp_path / "ids.csv"
    file.write_text(f"network_message_id,recipient\n{row['network_message_id']},bob@example.org\n")
    added = clawback("container", "add", opened, "subject~invoice", "--since", "-9999d")
    assert added.code is ExitCode.DONE, added.err
    assert "time_received" in _shown(clawback, opened)["parts"][0]["filter"]
    for more in (["--ids", str(file)], ["subject~invoice", "--ids", str(file)]):
        assert clawback("container", "add", opened, *more).code is ExitCode.DONE
    for part in _shown(clawback, opened)["parts"][1:]:
        assert clawback("search", part["filter"], "--count").out == "1\n"
    out = clawback("container", "remove", opened, "0")
    assert out.code is ExitCode.DONE, out.err
    assert [bool(part["removed_at"]) for part in _shown(clawback, opened)["parts"]] == [
        True,
        False,
        False,
    ]
    again = clawback("container", "remove", opened, "0")
    assert again.code is ExitCode.ERROR
    assert "has no part 0 in it" in again.err


def test_mistakes_are_told(clawback, opened):
    """Nothing to add is a usage error; a mistake in a filter is pointed at, whatever the bounds."""
    assert clawback("container", "add", opened).code is ExitCode.USAGE
    wrong = clawback("container", "add", opened, "subjekt:x", "--since", "-7d")
    assert wrong.code is ExitCode.USAGE
    assert wrong.err.splitlines()[2] == "  ^^^^^^^"
    assert clawback("container", "show", "C-0").code is ExitCode.ERROR


def test_a_container_is_discarded(clawback, opened):
    """It is closed, and says so in both lists."""
    said = clawback("container", "discard", opened).out
    assert "discarded" in said
    assert "Add to it" not in said
    assert json.loads(clawback("container", "list", "--format", "json").out) == []
    assert "discarded" in clawback("container", "list", "--closed").out
    late = clawback("container", "add", opened, "x")
    assert late.code is ExitCode.ERROR
    assert "has discarded this container" in late.err
