"""The lines of a journal report."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clawback.ingest.journal.report import MOST_RECIPIENTS, Report, Route, read_report
from clawback.model.folding import fold

HEAD = "Sender: paul@sender.example\nSubject: Hello\nMessage-ID: <1@sender.example>\n"


def read(*lines: str) -> Report:
    return read_report(HEAD + "\n".join(lines))


def test_every_kind_of_recipient_counts():
    """To, Cc, Bcc and the ones of which Exchange does not know which they were."""
    report = read(
        "To: anna@example.org", "Cc: bob@example.org", "Bcc: eve@example.org", "Recipient: x@y.org"
    )
    assert list(report.recipients) == [
        "anna@example.org",
        "bob@example.org",
        "eve@example.org",
        "x@y.org",
    ]
    assert (report.sender, report.whole) == ("paul@sender.example", True)
    assert set(report.recipients.values()) == {Route()}


def test_lists_and_forwarding_are_kept():
    """`Expanded` names a list; `Forwarded` says that a mailbox sent it on; one can have both."""
    report = read(
        "To: anna@example.org, Expanded: Sales@example.org",
        "To: bob@example.org, Forwarded: anna@example.org",
        "To: anna@example.org, Expanded: all@example.org",
        "Cc: eve@example.org, Expanded: all@example.org, Forwarded: zoe@example.org",
        "Cc: bob@example.org",
    )
    assert report.recipients == {
        "anna@example.org": Route(distribution_list=("sales@example.org", "all@example.org")),
        "bob@example.org": Route(forwarded=True),
        "eve@example.org": Route(distribution_list=("all@example.org",), forwarded=True),
    }
    assert report.whole


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("<Anna@Example.ORG>", "anna@example.org"),
        ("ärger@bücher.example", "ärger@bücher.example"),
        ('"a, Expanded: b"@c.example', '"a,expanded:b"@c.example'),
        ("IMCEAEX-_o=x@example.org", "imceaex-_o=x@example.org"),
    ],
)
def test_addresses_of_all_shapes(value, address):
    """In angle brackets, beyond ASCII, quoted: each is one recipient, folded."""
    assert list(read(f"To: {value}").recipients) == [address]


@pytest.mark.parametrize(
    "line",
    [
        "To: nobody",
        "To: /o=example/ou=first/cn=Recipients/cn=anna",
        "To: " + "x" * 400 + "@example.org",
        "To: eve@example.org, zoe@example.org",
        "To:",
    ],
)
def test_a_line_that_cannot_be_read_is_said(line):
    """The others count, and the report is not whole."""
    report = read("To: anna@example.org", line)
    assert "anna@example.org" in report.recipients
    assert not report.whole


@pytest.mark.parametrize(
    ("value", "sender"),
    [("<>", ""), ("", ""), ("<Paul@x.example>", "Paul@x.example"), ("not an address", None)],
)
def test_the_sender(value, sender):
    """Empty for a bounce; nobody when it cannot be read; never one that stands lower down."""
    report = read_report(f"Sender: {value}\nSubject: x\nSender: eve@x.example\nTo: a@b.example\n")
    assert report.sender == sender


def test_a_subject_cannot_add_recipients():
    """Line feeds that a sender smuggled into the subject make no lines that count."""
    smuggled = "x\nTo: victim@example.org\nMessage-Id: <2@x>\nBcc: chief@example.org\nSender: a@b.c"
    text = f"Sender: paul@sender.example\nSubject: {smuggled}\nMessage-ID: <1@x>\nTo: anna@x.org\n"
    report = read_report(text)
    assert (list(report.recipients), report.sender) == (["anna@x.org"], "paul@sender.example")


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\r"])
def test_only_line_feeds_end_lines(end):
    """What else Unicode takes for a line end stays within the subject."""
    text = f"Sender: a@b.example\nSubject: x{end}To: victim@example.org\nTo: anna@example.org\n"
    assert list(read_report(text).recipients) == ["anna@example.org"]


def test_recipients_before_the_message_id_count_when_there_are_no_others():
    """Gateways that keep another order are read too."""
    text = "To: anna@example.org\nSender: a@b.example\nMessage-ID: <1@x>\nSubject: x\n"
    assert list(read_report(text).recipients) == ["anna@example.org"]


def test_recipients_have_a_limit():
    """Beyond fifty thousand the report is not whole, and memory is not filled."""
    report = read(*(f"To: r{number}@example.org" for number in range(MOST_RECIPIENTS + 1)))
    assert len(report.recipients) == MOST_RECIPIENTS
    assert not report.whole


PIECES = st.sampled_from(
    [
        "Sender:",
        "Subject:",
        "Message-ID:",
        "To:",
        "Bcc: ",
        "Recipient: ",
        "a@b.example",
        '"',
        "\\",
        ", Expanded: ",
        ", Forwarded:",
        "<",
        ">",
        ",",
        "@",
        "\n",
        "\r\n",
        "\u2028",
        "\0",
        "ä",
        " ",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
@example("To: " + '"' + '\\"' * 5000)
@example("To: a@b.example" + ", Expanded: " * 5000)
@example("To: " + "a@" * 50_000)
@example("To: a@b.example" + ", Expanded:  x" * 80 + ", what")
@example("".join(f"To: a@b.example, Expanded: {number}@x\n" for number in range(50_000)))
@example("To:" * 100_000)
@example("To: a@b.example\nMessage-ID:\n" * 100_000)
@example("\u017fender: a@b.example\n")
def test_any_text_is_read(text):
    """Hostile text gives plain, folded, distinct addresses or none, and never an error."""
    report = read_report(text)
    for address, route in report.recipients.items():
        assert address == fold(address)
        assert "@" in address
        for name in (address, *route.distribution_list):
            assert name
            assert not any(ord(character) <= 0x20 for character in name)
    assert report.sender is None or "\n" not in report.sender


@given(
    st.dictionaries(
        st.from_regex(r"[a-z0-9._-]{1,20}@[a-z]{1,10}\.example", fullmatch=True),
        st.tuples(
            st.sampled_from(["To", "Cc", "Bcc", "Recipient"]),
            st.lists(st.sampled_from(["all@x.example", "few@x.example"]), unique=True, max_size=2),
            st.booleans(),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_is_written_is_read(told):
    """Whatever Exchange says of each recipient comes back, in order."""
    lines = [
        f"{kind}: {address}"
        + "".join(f", Expanded: {name}" for name in lists)
        + ", Forwarded: old@x.example" * forwarded
        for address, (kind, lists, forwarded) in told.items()
    ]
    report = read(*lines)
    assert report.whole
    assert list(report.recipients.items()) == [
        (address, Route(distribution_list=tuple(lists), forwarded=forwarded))
        for address, (_, lists, forwarded) in told.items()
    ]
