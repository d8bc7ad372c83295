"""`clawback login`, `logout` and `setup`: people at the command line."""

from __future__ import annotations

from urllib.parse import urlsplit

from clawback.cli import asking, kept_session
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.kept_session import KeptSession
from clawback.cli.output import local_time
from clawback.cli.terminal import harmless, say
from clawback.client.client import Client
from clawback.client.credential import SessionCookie
from clawback.client.sessions import Me, OwnSession
from clawback.client.transport import Transport, origin_of
from clawback.model.errors import ForbiddenError, UnauthenticatedError


class PasskeyOnlyError(ForbiddenError):
    """Your second factor is a passkey, which takes a browser. Set up an app for codes there."""

    code = "passkey_only"


def login(name: str, /, *, where: Where = ANYWHERE) -> None:
    """Signs in, so that commands act as this person from now on. Asks for password and code.

    The session is kept in a file that only its owner can read; it ends when unused for half an
    hour, after twelve hours, or with `clawback logout`. A data folder's own token, where there is
    one, is not used meanwhile.

    Args:
        name: The name to sign in with.
        where: Which server.
    """
    url = where.address()
    session = SessionCookie(origin_of(url))
    with Client(Transport(url, session)) as server:
        me = server.session.begin(name, asking.secret(f"Password of {harmless(name)}"))
        me = _completed(server.session, me)
        _keep(where, url, me, session.cookie)


def setup(*, where: Where = ANYWHERE) -> None:
    """Follows a setup link: asks for it, has a password chosen and an app set up, and signs in.

    Recovery codes, good once each for when the app is lost, are printed this once.

    Args:
        where: Which server; the link says it, where it is a whole address.
    """
    link = asking.secret("Setup link")
    address, _, secret = link.strip().partition("#")
    url = origin_of(address) if urlsplit(address).netloc else where.address()
    session = SessionCookie(origin_of(url))
    with Client(Transport(url, session)) as server:
        me = server.session.set_up(secret, _chosen_password())
        if me["stage"] == "enrolment":
            me = _enrolled(server.session)
        _keep(where, url, me, session.cookie)


def logout(*, where: Where = ANYWHERE) -> None:
    """Ends the session here and at the server.

    Args:
        where: Which server.
    """
    file = where.file()
    kept = kept_session.read(file)
    if kept is None:
        say("Nobody is signed in.")
        return
    session = SessionCookie(origin_of(kept.url), kept.cookie)
    try:
        with Client(Transport(kept.url, session)) as server:
            server.session.end()
    except UnauthenticatedError:
        pass  # it had ended before
    finally:
        kept_session.forget(file)
    say(f"{harmless(kept.login)} is signed out.")


def _completed(session: OwnSession, me: Me) -> Me:
    if me["stage"] == "enrolment":
        return _enrolled(session)
    if me["stage"] != "second_factor":
        return me
    if not {"totp", "recovery_code"} & set(me["second_factors"]):
        raise PasskeyOnlyError
    return session.second_factor(asking.answer("Code from your app, or a recovery code"))


def _enrolled(session: OwnSession) -> Me:
    app = session.new_app()
    say("Your role needs a second factor. Add this to an app that shows codes, then type a code.")
    say(f"  secret   {app['secret']}")
    say(f"  address  {harmless(app['address'])}")
    codes = session.confirm_app(asking.answer("Code from your app"))
    if codes:
        say("Recovery codes, each good once, for when the app is lost. They are not shown again:")
        print("\n".join(codes))
    return session.me()


def _chosen_password() -> str:
    password = asking.secret("New password")
    if asking.secret("The same again") != password:
        raise UsageError("These were two different passwords. Nothing was set; start again.")
    return password


def _keep(where: Where, url: str, me: Me, cookie: str) -> None:
    file = where.session or kept_session.place_of(origin_of(url))
    kept_session.write(file, KeptSession(url=url, login=me["login"], cookie=cookie))
    roles = ", ".join(me["roles"])
    say(f"Signed in as {harmless(me['name'])} ({roles}) until {local_time(me['ends_at'])}.")
