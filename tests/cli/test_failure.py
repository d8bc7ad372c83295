"""How failures are told."""

from __future__ import annotations

import pytest

from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import FilterMistakeError, UsageError, about, tell, tell_fault
from clawback.client.problems import Problem, error_of
from clawback.model.errors import NotFoundError


def test_an_error_is_its_sentence(capsys):
    """The sentence goes to standard error, made harmless, with exit code 1."""
    assert tell(NotFoundError("There is no \x1b[2J.")) is ExitCode.ERROR
    assert capsys.readouterr().err == "clawback: There is no \\x1b[2J.\n"


@pytest.mark.parametrize("code", ["session_refused", "person_needed"])
def test_whoever_must_sign_in_is_told_how(capsys, code):
    """The server speaks of signing in, the command line of the command for it."""
    error = error_of(401, f'{{"detail": "No.", "code": "{code}"}}'.encode())
    assert tell(error) is ExitCode.ERROR
    assert "clawback login" in capsys.readouterr().err


def test_usage_is_its_own_exit_code(capsys):
    """A command that was called wrongly ends with 2."""
    assert tell(UsageError("Say which.")) is ExitCode.USAGE
    assert capsys.readouterr().out == ""


def test_a_mistake_in_a_filter_is_pointed_at(capsys):
    """The filter is shown with carets under the mistake, also behind wide characters."""
    text = 'subject:"世界" sendr:x'
    problem = Problem(
        status=400, code="bad_filter", detail="No field.", position=13, length=5, hint="sender?"
    )
    assert tell(FilterMistakeError(text, problem)) is ExitCode.USAGE
    assert capsys.readouterr().err.splitlines() == [
        "clawback: No field.",
        '  subject:"世界" sendr:x',
        "                 ^^^^^",
        "  sender?",
    ]


def test_only_mistakes_in_the_filter_are_the_filters():
    """Other problems pass through as they are."""
    with pytest.raises(FilterMistakeError), about("x"):
        raise error_of(400, b'{"detail": "No.", "code": "bad_filter"}')
    with pytest.raises(NotFoundError), about("x"):
        raise error_of(404, b'{"detail": "No.", "code": "not_found"}')


def test_a_fault_is_one_line_without_a_traceback(capsys):
    """What should not happen is told by kind and place."""
    with pytest.raises(ValueError, match="secret") as caught:
        int("secret")
    assert tell_fault(caught.value) is ExitCode.ERROR
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "Traceback" not in said
    assert "secret" not in said
