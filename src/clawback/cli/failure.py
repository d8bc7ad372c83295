"""A failed command tells why in sentences, and never shows a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clawback.cli.exit_code import ExitCode
from clawback.cli.terminal import harmless, say, width
from clawback.client.problems import Problem, ProblemError
from clawback.model.errors import BadInputError, ClawbackError

_SIGN_IN = frozenset({"session_refused", "person_needed"})
_ITS_CODES = frozenset({"bad_filter", "bad_time"})


class UsageError(BadInputError):
    """The command was not given what it takes."""

    code = "usage"


class FilterMistakeError(UsageError):
    """The filter cannot be understood."""

    def __init__(self, text: str, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.text = text
        self.problem = problem


@contextmanager
def about(filter_text: str) -> Iterator[None]:
    """Around a request that sends a filter, so that a mistake in it can be pointed at."""
    try:
        yield
    except ProblemError as error:
        if error.problem.code not in _ITS_CODES:
            raise
        raise FilterMistakeError(filter_text, error.problem) from error


def tell(error: ClawbackError) -> ExitCode:
    """Says what went wrong and by which command to mend it, or points into the filter."""
    say(f"clawback: {harmless(str(error))}")
    if isinstance(error, ProblemError) and error.problem.code in _SIGN_IN:
        say("Sign in with: clawback login NAME")
    if isinstance(error, FilterMistakeError) and error.problem.position is not None:
        for line in pointed(error.text, error.problem):
            say(line)
    return ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.ERROR


def pointed(text: str, problem: Problem) -> tuple[str, ...]:
    """The filter, under it carets at the mistake, and what was probably meant."""
    at = problem.position or 0
    before, meant = harmless(text[:at]), harmless(text[at : at + max(problem.length, 1)])
    carets = "^" * max(width(meant), 1)
    lines = (f"  {harmless(text)}", f"  {' ' * width(before)}{carets}")
    if problem.hint and problem.hint not in problem.detail:
        return (*lines, f"  {harmless(problem.hint)}")
    return lines


def tell_fault(error: Exception) -> ExitCode:
    """For what should not happen: its kind and place, in one line."""
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    trace = cause.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "") if trace else ""
    line = trace.tb_lineno if trace else 0
    say(f"clawback: A fault in Clawback itself: {type(cause).__name__} in {module}, line {line}.")
    say("Please report it with this line.")
    return ExitCode.ERROR
