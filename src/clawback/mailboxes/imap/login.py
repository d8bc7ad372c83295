"""Gets from a settings table to an authenticated connection on somebody's mailbox."""

from __future__ import annotations

import ssl
from base64 import b64encode
from functools import cached_property, lru_cache

from clawback.mailboxes.encoding import HostileValueError, text
from clawback.mailboxes.imap.connection import Answer, Connection, Wrap, said
from clawback.mailboxes.imap.patience import asked_of_one_mailbox, seconds_asked, seconds_meant
from clawback.mailboxes.imap.responses import codes
from clawback.mailboxes.port import (
    LoginRefusedError,
    MailboxBusyError,
    MailboxMissingError,
    ServerBusyError,
    ServerUnavailableError,
)
from clawback.mailboxes.settings import ImapSettings, MasterLogin, Tls

# Response codes of RFC 5530 that mean: not now.
_NOT_NOW = {b"UNAVAILABLE", b"SERVERBUG", b"CONTACTADMIN"}
_NOBODY = "clawback-no-such-account"


class Door:
    """Opens connections and logs in as the master user on behalf of an owner."""

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._last_good = settings.probe_account

    def enter(self, account: str) -> tuple[Connection, frozenset[bytes]]:
        """A connection on an account, and what the server can do after the login.

        Raises:
            MailboxMissingError: the server knows no such account.
            LoginRefusedError: it refuses the master user.
            ServerUnavailableError: it does not answer.
        """
        self.refuse_odd_names(account)
        connection = self._connect()
        try:
            capabilities = self._login(connection, account)
        except BaseException:
            connection.abandon()
            raise
        self._last_good = account
        return connection, capabilities

    def knock(self) -> frozenset[bytes]:
        """What the server says it can do before any login."""
        connection = self._connect()
        try:
            return _capabilities(connection)
        finally:
            connection.abandon()

    def refuse_odd_names(self, account: str) -> None:
        """An account's name must not be able to name another account or another master.

        Raises:
            MailboxMissingError: this one could.
        """
        separator = self._settings.separator
        if not account or not account.isprintable() or separator in account:
            raise MailboxMissingError("No account can have this name.")

    def _connect(self) -> Connection:
        settings = self._settings
        connection = Connection.dial(
            settings.host,
            settings.resolved_port,
            connect_seconds=settings.connect_seconds,
            read_seconds=settings.read_seconds,
            wrap=self._wrap if settings.tls is Tls.IMPLICIT else None,
        )
        try:
            _read_greeting(connection, settings.name)
            if settings.tls is Tls.STARTTLS:
                connection.start_tls(self._wrap)
        except BaseException:
            connection.abandon()
            raise
        return connection

    @cached_property
    def _wrap(self) -> Wrap:
        ca_file = self._settings.ca_file
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        return lambda end: context.wrap_socket(end, server_hostname=self._settings.host)

    def _login(self, connection: Connection, account: str) -> frozenset[bytes]:
        said_before = _capabilities(connection)
        answer = self._authenticate(connection, account, said_before)
        if not answer.ok:
            connection.abandon()
            raise self._refusal(answer, account)
        # Before the login a server shows less: no MOVE, no UIDPLUS. Never use the first list.
        announced = answer.code(b"CAPABILITY")
        return _words(announced) if announced else _capabilities(connection, again=True)

    def _authenticate(
        self, connection: Connection, account: str, capabilities: frozenset[bytes]
    ) -> Answer:
        settings = self._settings
        password = settings.password()
        if settings.login is MasterLogin.AUTHZID:
            owner, user = account, settings.master_user
        else:
            owner, user = "", f"{account}{settings.separator}{settings.master_user}"
        if b"AUTH=PLAIN" in capabilities:
            return _plain(connection, owner, user, password, sasl_ir=b"SASL-IR" in capabilities)
        if owner or b"LOGINDISABLED" in capabilities:
            raise LoginRefusedError(f"{settings.name} offers no SASL PLAIN to log in with.")
        return connection.run(b"LOGIN", text(user), text(password))

    def _refusal(self, answer: Answer, account: str) -> Exception:
        """What a refused login means (RFC 5530 §3).

        Dovecot answers AUTHORIZATIONFAILED when the master user is right and the account unknown.
        A server that says the same for both is asked again with another account.
        """
        name, words = self._settings.name, said(answer.text)
        code, _ = codes(answer.text)
        if (seconds := seconds_asked(answer.text)) is not None:
            busy = MailboxBusyError if asked_of_one_mailbox(answer.text) else ServerBusyError
            return busy(f"{name} cannot log us in now: {words}", seconds=seconds)
        if code in _NOT_NOW:
            return ServerUnavailableError(f"{name} cannot log us in now: {words}")
        if code == b"AUTHORIZATIONFAILED" or self._master_is_right(account):
            return MailboxMissingError(f"{name} knows no such account.")
        return LoginRefusedError(
            f"{name} refuses the master user {self._settings.master_user}: {words} "
            "Check its name and password."
        )

    def _master_is_right(self, account: str) -> bool:
        """Asks with another account: one that is known, or one that surely is not.

        Dovecot calls an account whose name it thinks impossible a wrong password, too.
        """
        other = self._last_good if self._last_good not in (None, account) else _NOBODY
        connection = self._connect()
        try:
            answer = self._authenticate(connection, other or _NOBODY, _capabilities(connection))
            return answer.ok or codes(answer.text)[0] == b"AUTHORIZATIONFAILED"
        finally:
            connection.abandon()


def _plain(
    connection: Connection, owner: str, user: str, password: str, *, sasl_ir: bool
) -> Answer:
    """SASL PLAIN (RFC 4616); base64 carries whatever the names hold."""
    if "\0" in owner + user + password:
        raise HostileValueError
    word = b64encode(f"{owner}\0{user}\0{password}".encode())
    if sasl_ir:
        return connection.run(b"AUTHENTICATE PLAIN", word)
    return connection.challenge(b"AUTHENTICATE PLAIN", word)


def _read_greeting(connection: Connection, name: str) -> None:
    if not connection.greeting.upper().startswith(b"* OK"):
        words = said(connection.greeting[2:])
        seconds = seconds_meant(connection.greeting[2:].removeprefix(b"BYE").strip())
        if seconds is not None:
            raise ServerBusyError(f"{name} cannot serve us now: {words}", seconds=seconds)
        raise ServerUnavailableError(f"{name} does not greet us as an IMAP server: {words}")


def _capabilities(connection: Connection, *, again: bool = False) -> frozenset[bytes]:
    code, words = codes(connection.greeting[5:])
    if code == b"CAPABILITY" and not again and not connection.protected_late:
        return _words(words)
    answer = connection.run(b"CAPABILITY").ensure("CAPABILITY")
    lines = [line[0].split(b" ", 2)[2] for line in answer.lines(b"CAPABILITY")]
    return _words(b" ".join(lines))


@lru_cache(maxsize=64)
def _words(line: bytes) -> frozenset[bytes]:
    return frozenset(line.upper().split())
