from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clawback.filters import lists as lists_module
from clawback.filters.errors import FilterError
from clawback.filters.lists import BadListError, FolderOfLists, UnknownListError, named, resolve
from clawback.filters.parse import parse


@pytest.fixture
def lists(tmp_path: Path) -> FolderOfLists:
    return FolderOfLists(tmp_path / "lists")


def test_a_list_is_kept_and_read_back_folded(lists: FolderOfLists):
    """Blanks, empty lines and doubles are left out; reading folds."""
    assert lists.put("bad-1", [" A@B.example ", "", "É", "A@B.example"]) == 2
    assert lists.entries("bad-1") == {"a@b.example", "é"}
    assert lists.names() == ("bad-1",)


def test_a_list_outlives_the_process(lists: FolderOfLists, tmp_path: Path):
    """What was put is there for the next reader of the folder."""
    lists.put("bad", ["x"])
    assert FolderOfLists(tmp_path / "lists").entries("bad") == {"x"}


def test_putting_again_replaces_and_deleting_forgets(lists: FolderOfLists):
    """A list has one content at a time; an empty one is a list."""
    lists.put("bad", ["x", "y"])
    lists.put("bad", [])
    assert lists.entries("bad") == frozenset()
    lists.delete("bad")
    assert lists.names() == ()
    with pytest.raises(UnknownListError, match='There is no list "bad"'):
        lists.delete("bad")


def test_adding_leaves_what_was_there(lists: FolderOfLists):
    """Also when several people add at the same moment; a new list begins with what is added."""
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda number: lists.put("bad", [f"X{number}"], add=True), range(16)))
    assert lists.put("bad", ["X1", "y"], add=True) == 17
    assert lists.entries("bad") == {"y", *(f"x{number}" for number in range(16))}


@pytest.mark.parametrize("name", ["", "A", "../x", "a/b", "-a", "a" * 65, "a.txt", "a\n"])
def test_a_name_never_leaves_the_folder(lists: FolderOfLists, name: str):
    """Such a name cannot be put, and is unknown to everything else."""
    with pytest.raises(BadListError, match="A list cannot have this name"):
        lists.put(name, ["x"])
    for act in (lists.entries, lists.delete):
        with pytest.raises(UnknownListError):
            act(name)


def test_a_list_that_cannot_be_kept_leaves_the_old_one(
    lists: FolderOfLists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Too many, too long and unprintable entries are refused whole, and leave no litter."""
    monkeypatch.setattr(lists_module, "MOST_ENTRIES", 3)
    lists.put("bad", ["old"])
    for entries, said in (
        (["1", "2", "3", "4"], "can have 3 entries"),
        (["a", "b" * 5000], "Entry 2 is longer"),
        (["a\x00b"], "Entry 1 holds a character"),
        (["a\ud800"], "Entry 1 holds a character"),
    ):
        with pytest.raises(BadListError, match=said):
            lists.put("bad", entries)
    assert lists.entries("bad") == {"old"}
    assert [file.name for file in (tmp_path / "lists").iterdir()] == ["bad.txt"]


def test_foreign_files_are_no_lists(lists: FolderOfLists, tmp_path: Path):
    """Drafts of a crash and files of others are not shown."""
    for name in (".list-abc", "README.md", "Bad.txt"):
        (tmp_path / "lists" / name).write_text("x")
    assert lists.names() == ()


def test_a_filter_names_its_lists():
    """However deep they stand."""
    assert named(parse("list:a OR NOT (list:b subject:x -list:c)")) == {"a", "b", "c"}
    assert named(parse("subject:x")) == frozenset()


def test_resolving_gives_entries_or_names_the_missing_list(lists: FolderOfLists):
    """A wrong name is an error with the nearest one, never an empty list."""
    with pytest.raises(FilterError, match=r'There is no list "vip"\. Upload it first'):
        resolve(parse("list:vip"), lists)
    lists.put("vips", ["A"])
    assert resolve(parse("list:vips -list:vips"), lists) == {"vips": {"a"}}
    with pytest.raises(FilterError, match='Did you mean "vips"'):
        resolve(parse("list:vip"), lists)
    with pytest.raises(FilterError, match="There is vips"):
        resolve(parse("list:zzzzzz"), lists)
