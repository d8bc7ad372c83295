"""A folder of YARA rules, compiled: what cannot be used is told, and costs no other file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yara_x

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]
_ENDINGS = frozenset((".yar", ".yara"))
_MOST_TROUBLES = 20
_FAULT = re.compile(r"error\[\w+\]: (?P<what>.+)\n\s*--> .*:(?P<line>\d+):\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The rules of a folder as it was, and what is wrong there, a sentence for each file."""

    rules: yara_x.Rules
    count: int
    troubles: tuple[str, ...] = ()


def stamp_of(folder: Path) -> Stamp:
    """Another value whenever a rule file has changed; empty for no folder."""
    found = []
    for path in _files(folder):
        try:
            seen = path.stat()
        except OSError:  # it went away meanwhile
            continue
        found.append((str(path), seen.st_mtime_ns, seen.st_size))
    return tuple(found)


def compile_folder(folder: Path) -> Compiled:
    """All rules of the files `*.yar` and `*.yara` in it and below it. Never raises.

    Each file is a namespace of its own, so that two may have a rule of one name. None can include
    another file.
    """
    compiler, troubles = yara_x.Compiler(), []
    compiler.enable_includes(False)
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            compiler.new_namespace(name)
            compiler.add_source(path.read_text("utf-8"), origin=name)
        except yara_x.CompileError as error:
            troubles.append(_sentence(name, str(error)))
        except UnicodeDecodeError:
            troubles.append(f"The rule file {name} is not UTF-8.")
        except OSError as error:
            troubles.append(f"The rule file {name} cannot be read: {error.strerror}.")
    if not folder.is_dir():
        troubles.append("There is no such folder of rules.")
    rules = compiler.build()
    return Compiled(
        rules=rules, count=sum(1 for _ in rules), troubles=tuple(troubles[:_MOST_TROUBLES])
    )


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _ENDINGS)


def _sentence(name: str, told: str) -> str:
    found = _FAULT.search(told)
    if found is None:
        return f"The rule file {name} cannot be used: {told.strip().splitlines()[0]}."
    return f"The rule file {name} cannot be used, line {found['line']}: {found['what']}."
