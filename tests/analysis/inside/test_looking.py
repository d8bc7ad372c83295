from __future__ import annotations

from collections.abc import Iterator

from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.finds import Find, Inner, LimitReachedError, Link, Mark
from clawback.analysis.inside.looking import Looker
from clawback.analysis.limits import DEFAULT_LIMITS, Limit
from clawback.analysis.urls.collect import UrlCollector
from clawback.model.attachment import Attachment, FileMark

FILE = Attachment(name="a.bin", declared_type="", file_type="", size=1, sha256="x")


def looked(finds: Iterator[Find]) -> tuple[Looker, list[str]]:
    """One file with these finds, and the links that came of them."""
    urls = UrlCollector(DEFAULT_LIMITS)
    looker = Looker(urls, Budget(DEFAULT_LIMITS.attachments), lambda: ())
    looker.look([(FILE, b"\xff")])
    looker.guarded(finds, 0)
    return looker, [url.url for url in urls.urls]


def failing(error: BaseException) -> Iterator[Find]:
    yield Link(url="https://before.example/")
    raise error


def test_what_was_found_before_a_fault_counts():
    """A library that raises what it likes ends its file, and marks it."""
    looker, links = looked(failing(RuntimeError("odd")))
    assert links == ["https://before.example/"]
    assert looker.files[0].marks == (FileMark.DAMAGED,)
    assert looker.cuts == set()


def test_a_lack_of_memory_and_a_limit_are_said():
    """Neither is a fault of the file."""
    hungry, _ = looked(failing(MemoryError()))
    long, _ = looked(failing(LimitReachedError(Limit.ARCHIVE_SIZE)))
    assert (hungry.cuts, hungry.files[0].marks) == ({Limit.ATTACHMENT_MEMORY}, ())
    assert (long.cuts, long.files[0].marks) == ({Limit.ARCHIVE_SIZE}, ())


def test_marks_stand_once_and_inner_files_last():
    """However often something is found."""
    inner = Inner(name="b\u202etxt", content=b"", size=0, sha256="y")
    macros = Mark(mark=FileMark.MACROS)
    looker, _ = looked(iter((macros, inner, macros)))
    outer, found = looker.files
    assert outer.marks == (FileMark.MACROS,)
    assert (found.name, found.inside) == ("b⟨U+202E⟩txt", "a.bin")
