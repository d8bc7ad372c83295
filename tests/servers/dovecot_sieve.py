"""ManageSieve in the test's Dovecot, as `docs/guides/dovecot.md` sets it up."""

from __future__ import annotations

from pathlib import Path

_PROGRAM = Path("/usr/lib/dovecot/managesieve")
_CONFIGURATION = """
protocols = imap lmtp sieve
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
service managesieve-login {{
  chroot =
  inet_listener sieve {{
    port = {port}
  }}
}}
plugin {{
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_extensions = +notify +imapflags
}}
"""


def why_not() -> str | None:
    """Why ManageSieve cannot be had here, or `None` when it can."""
    return None if _PROGRAM.exists() else "needs Debian's dovecot-managesieved"


def managesieve(port: int, folder: Path) -> str:
    """What is appended to the configuration; the folder has `certificate.pem` and its key."""
    return _CONFIGURATION.format(port=port, folder=folder)
