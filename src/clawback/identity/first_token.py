"""The tokens that the server leaves in its data folder: the administrator's, the click service's.

Whoever may write that folder owns the installation, so a lost or refused `admin.token` is simply
made anew at the next start, and the one before it stops working: deleting the file and starting
again is how it is rotated. Where several servers share a database, each has a token of its own.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from clawback.database.lock import node_of
from clawback.identity.role import Role
from clawback.identity.token import TokenState
from clawback.identity.tokens import TokenRefusedError, Tokens

FILE_NAME = "admin.token"
CLICKS_FILE = "clicks.token"
LIFETIME = timedelta(days=3650)
_MAKER = "clawback serve"


def ensure_admin_token(tokens: Tokens, folder: Path) -> Path:
    """Makes sure that `folder/admin.token` (mode 0600) opens everything; returns its path.

    Raises:
        OSError: the folder cannot be written.
    """
    return _ensure(tokens, folder / FILE_NAME, Role.ADMIN)


def ensure_click_token(tokens: Tokens, folder: Path) -> Path:
    """Makes sure that `folder/clicks.token` (mode 0600) lets a click service in; returns its path.

    Raises:
        OSError: the folder cannot be written.
    """
    return _ensure(tokens, folder / CLICKS_FILE, Role.CLICK_SERVICE)


def _ensure(tokens: Tokens, path: Path, role: Role) -> Path:
    if _opens(tokens, path, role):
        return path
    maker, name = f"{_MAKER} ({node_of(path.parent)})", path.name
    before = [one for one in tokens.every() if one.created_by == maker and one.name == name]
    issued = tokens.create(name=name, role=role, by=maker, lifetime=LIFETIME)
    write_private(path, issued.secret.text + "\n")
    for token in before:
        if token.state(tokens.now) is TokenState.ACTIVE:
            tokens.revoke(token.id)
    return path


def write_private(path: Path, text: str) -> None:
    """Puts text into a file only its owner may read; whole or not at all, durable on return."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync_folder(path.parent)


def _opens(tokens: Tokens, path: Path, role: Role) -> bool:
    try:
        actor = tokens.authenticate(path.read_text(encoding="utf-8", errors="replace").strip())
    except (FileNotFoundError, TokenRefusedError):
        return False
    return actor.role == role


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
