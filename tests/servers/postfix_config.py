"""The configuration of the test's Postfix, as an administrator would write it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

OWN_NAME = "mx.example.org"
# As Postfix's own script makes them, which takes seconds.
_QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming")
_QUEUE_MODES = {
    **dict.fromkeys((*_QUEUES, "private", "saved", "trace"), ("postfix", "root", 0o700)),
    "maildrop": ("postfix", "postdrop", 0o730),
    "public": ("postfix", "postdrop", 0o710),
    "pid": ("root", "root", 0o755),
}
_MAIN = """\
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/log/mail.log
maillog_file_prefixes = {dir}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
enable_long_queue_ids = yes
myhostname = {host}
mydestination =
mynetworks = 127.0.0.0/8
smtpd_authorized_xclient_hosts = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_transport = {transport}
virtual_mailbox_maps = texthash:{dir}/etc/recipients
default_transport = discard:
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
"""
_MASTER = """\
{smtp} inet n - n - - smtpd
{plain} inet n - n - - smtpd
  -o smtpd_milters=
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
scache unix - - n - 1 scache
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


TLS_SETTINGS = """\
smtpd_tls_security_level = may
smtpd_tls_cert_file = {dir}/etc/certificate.pem
smtpd_tls_key_file = {dir}/etc/key.pem
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What Postfix is told: who it is, for whom it takes mail, and by which transport it goes on.

    `settings` are further lines of main.cf, `services` of master.cf.
    """

    host: str
    domain: str
    recipients: tuple[str, ...]
    transport: str
    settings: str
    services: str


def write_configuration(folder: Path, site: Site, *, smtp: str, plain: str) -> None:
    """Writes every file and folder; `smtp` and `plain` (without milters) are HOST:PORT."""
    for name in ("etc", "queue", "data", "log"):
        (folder / name).mkdir(parents=True)
    for name, (owner, group, mode) in _QUEUE_MODES.items():
        (folder / "queue" / name).mkdir(mode=mode)
        (folder / "queue" / name).chmod(mode)
        shutil.chown(folder / "queue" / name, owner, group)
    shutil.chown(folder / "data", "postfix", "root")
    folder.chmod(0o755)
    main = _MAIN.format(dir=folder, host=site.host, domain=site.domain, transport=site.transport)
    files = {
        "main.cf": f"{main}{site.settings}\n",
        "master.cf": _MASTER.format(smtp=smtp, plain=plain) + site.services,
        "recipients": "".join(f"{one}@{site.domain} -\n" for one in site.recipients),
    }
    for name, text in files.items():
        path = folder / "etc" / name
        path.write_text(text)
        os.utime(path, (0, 0))  # Postfix waits two seconds for a file that was changed just now
