"""The configuration of the test's Dovecot (2.3), as an administrator would write it."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.dovecot import Dovecot

_LOCATIONS = {"maildir": "maildir:~/Maildir", "mdbox": "mdbox:~/mdbox"}
_ACL = """\
* owner lrwstipekxa
* user={master} lrwstipekxa
Recoverable -owner lrwstipekxa
EXPUNGED -owner lrwstipekxa
"""
_CONFIGURATION = """\
base_dir = {dir}/run
state_dir = {dir}/state
instance_name = test-{imap}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
log_path = {dir}/log/dovecot.log
info_log_path = {dir}/log/info.log
first_valid_uid = 100
first_valid_gid = 0
mail_uid = {user}
mail_gid = {group}
mail_home = {dir}/mail/%n
mail_location = {location}
mail_plugins = acl {lazy} quota notify mail_log
mail_always_cache_fields = hdr.message-id hdr.subject hdr.from hdr.date hdr.to \
date.received size.virtual guid
auth_master_user_separator = *
auth_cache_size = 4M
auth_failure_delay = 0
mail_max_userip_connections = 100
default_client_limit = 2000
shutdown_clients = yes
passdb {{
  driver = passwd-file
  args = {dir}/masters
  master = yes
  result_success = continue
}}
passdb {{
  driver = passwd-file
  args = username_format=%n {dir}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {dir}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
  mailbox Recoverable {{
    auto = create
    autoexpunge = 30d
  }}
  mailbox EXPUNGED {{
    auto = create
    autoexpunge = 14d
  }}
}}
plugin {{
  acl = vfile:{dir}/acl
  {lazy_settings}
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=1G
  quota_rule2 = Recoverable:ignore
  quota_rule3 = EXPUNGED:ignore
  mail_log_events = delete undelete expunge copy save mailbox_create
  mail_log_fields = uid box msgid size
  sieve_before = {dir}/sieve/before.sieve
}}
protocol imap {{
  mail_plugins = $mail_plugins imap_acl imap_quota
}}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
}}
protocol doveadm {{
  mail_plugins = quota notify mail_log
}}
service imap {{
  service_count = 100
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  user = {user}
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  unix_listener auth-userdb {{
    mode = 0600
    user = {user}
  }}
}}
service auth-worker {{
  user = {user}
}}
{extra}
"""
_LAZY = "lazy_expunge = EXPUNGED\n  lazy_expunge_only_last_instance = yes"
_SIEVE = (
    'require "fileinto";\nif header :contains "X-Spam-Status" "Yes" { fileinto "Junk"; stop; }\n'
)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where it listens."""

    imap: int
    lmtp: int


def write_configuration(
    server: Dovecot, user: pwd.struct_passwd, *, extra: str, lazy_expunge: bool
) -> None:
    """Writes every file Dovecot needs and gives the folder to its user."""
    folder = server.folder
    for name in ("run", "state", "log", "mail", "sieve"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    files = {
        "acl": _ACL.format(master=server.master),
        "masters": f"{server.master}:{{PLAIN}}{server.master_secret}\n",
        "users": "".join(account_line(*account) for account in server.users.items()),
        "sieve/before.sieve": _SIEVE,
        "dovecot.conf": _CONFIGURATION.format(
            dir=folder,
            user=user.pw_name,
            group=grp.getgrgid(user.pw_gid).gr_name,
            imap=server.imap_port,
            lmtp=server.lmtp_port,
            location=_LOCATIONS[server.mail_format],
            lazy="lazy_expunge" if lazy_expunge else "",
            lazy_settings=_LAZY if lazy_expunge else "",
            extra=extra,
        ),
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    _give(folder, user)


def account_line(name: str, password: str) -> str:
    """An account as passwd-file writes it."""
    return f"{name}:{{PLAIN}}{password}::::::\n"


def _give(folder: Path, user: pwd.struct_passwd) -> None:
    folder.chmod(0o750)
    if os.geteuid() != 0:
        return
    for place, _folders, files in os.walk(folder):
        shutil.chown(place, user.pw_uid, user.pw_gid)
        for name in files:
            shutil.chown(Path(place) / name, user.pw_uid, user.pw_gid)
