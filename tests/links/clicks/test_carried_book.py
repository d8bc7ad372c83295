"""The book that the click service carries: fetched, kept, and there before the server is."""

import pytest

from clawback.links.clicks.book import EMPTY, Entry, Kind, book_of
from clawback.links.clicks.carried_book import CarriedBook
from clawback.links.clicks.server import MemoryServer
from clawback.model.errors import UnavailableError
from clawback.model.verdict import ThreatType

BAD = Entry(kind=Kind.HOST, what="evil.example", threat=ThreatType.PHISH, source="it was judged")


class Away(MemoryServer):
    """A server that does not answer."""

    def book(self, since):  # noqa: ARG002 - the port's
        raise UnavailableError


def test_a_book_is_there_before_the_server_answers(tmp_path):
    """What was fetched last stands in a file."""
    file = tmp_path / "book.json"
    carried = CarriedBook(file, MemoryServer(lambda: book_of([BAD], "1")))
    assert carried.now() == EMPTY
    carried.look()
    later = CarriedBook(file, Away())
    assert later.now() == carried.now() == book_of([BAD], "1")
    with pytest.raises(UnavailableError):
        later.look()
    assert later.now() == carried.now()


def test_changes_are_followed_and_a_server_without_a_book_changes_nothing(tmp_path):
    """A server that has just started has no book yet: the old one counts until it has."""
    books = [book_of([BAD], "1")]
    carried = CarriedBook(tmp_path / "book.json", MemoryServer(lambda: books[-1]))
    carried.look()
    books.append(EMPTY)
    carried.look()
    assert carried.now() == books[0]
    books.append(book_of([], "2"))
    carried.look()
    assert carried.now() == books[2]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"version": 1}', b"[]"])
def test_a_file_that_cannot_be_read_is_fetched_anew(tmp_path, content):
    """It is only a copy."""
    (tmp_path / "book.json").write_bytes(content)
    assert CarriedBook(tmp_path / "book.json", Away()).now() == EMPTY
