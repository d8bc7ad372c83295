"""Alerts as syslog messages (RFC 5424) over UDP (RFC 5426), TCP (RFC 6587) or a UNIX socket."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from typing import Literal

from clawback.alerts.channels.channel import TAKEN, Message, Said, away
from clawback.alerts.channels.text import facts
from clawback.alerts.policy import AlertSeverity

_LOCAL0 = 16  # facility (RFC 5424 section 6.2.1)
_APP = "clawback"
_BOM = "\ufeff"  # says that the text is UTF-8 (section 6.4)
_SEVERITIES = {
    AlertSeverity.HIGH: 2,  # critical
    AlertSeverity.MEDIUM: 4,  # warning
    AlertSeverity.LOW: 5,  # notice
    AlertSeverity.INFORMATIONAL: 6,
}
_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SyslogChannel:
    """A receiver of JSON in syslog messages. Over UDP and a socket of datagrams nobody answers."""

    name: str
    transport: Literal["udp", "tcp", "unix"]
    host: str
    port: int
    own_name: str
    details: bool = True

    def send(self, message: Message) -> Said:
        said = self._written(message)
        try:
            match self.transport:
                case "tcp":
                    self._by_tcp(b"%d %b" % (len(said), said))
                case "udp":
                    self._by_udp(said)
                case "unix":
                    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                        line.settimeout(_SECONDS)
                        line.sendto(said, self.host)
        except OSError as error:
            why = error.strerror or type(error).__name__
            return away(f"The syslog receiver {self.host} cannot be reached: {why}.")
        return TAKEN

    def _by_tcp(self, framed: bytes) -> None:
        with socket.create_connection((self.host, self.port), timeout=_SECONDS) as line:
            line.sendall(framed)
            line.shutdown(socket.SHUT_WR)
            # The receiver closes when it has read all; a reset says that it has not. One that
            # stays silent has most likely read it, and must not be sent it again.
            with suppress(TimeoutError):
                line.recv(1)

    def _by_udp(self, said: bytes) -> None:
        family, kind, proto, _, address = socket.getaddrinfo(
            self.host, self.port, type=socket.SOCK_DGRAM
        )[0]
        with socket.socket(family, kind, proto) as line:
            line.settimeout(_SECONDS)
            line.sendto(said, address)

    def _written(self, message: Message) -> bytes:
        alert = message.alert
        priority = _LOCAL0 * 8 + _SEVERITIES[alert.severity]
        time = alert.opened_at.astimezone(UTC).replace(tzinfo=None)
        head = f"<{priority}>1 {time.isoformat(timespec='microseconds')}Z {self.own_name} {_APP} -"
        # The key as the message's id (section 6.2.7) would be cut at 32; it stands in the JSON.
        body = json.dumps(facts(message, details=self.details), separators=(",", ":"))
        return f"{head} alert - {_BOM}{body}".encode()
