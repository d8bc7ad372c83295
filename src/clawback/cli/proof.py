"""Proving again who one is, when the server asks for it in the middle of a command."""

from __future__ import annotations

from clawback.cli import asking
from clawback.cli.asking import NobodyToAskError
from clawback.cli.terminal import say
from clawback.client.sessions import OwnSession
from clawback.client.transport import Transport


def prove(transport: Transport) -> bool:
    """Asks for a code of the person's app; false where they have none, or nobody can be asked.

    Raises:
        UnauthenticatedError: the code is not valid, or was used before.
    """
    session = OwnSession(transport)
    if "totp" not in session.me()["second_factors"]:
        return False
    say("This needs a fresh proof of who you are.")
    try:
        code = asking.answer("Code from your app")
    except NobodyToAskError:
        return False
    session.step_up(code)
    return True
