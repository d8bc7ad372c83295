from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clawback.filters.errors import FilterError
from clawback.filters.fields import ALIASES, FIELDS
from clawback.filters.parse import (
    DEEPEST,
    LONGEST,
    MOST_TESTS,
    MOST_VALUES,
    parse,
    parts_of,
)
from clawback.filters.tree import (
    Ago,
    And,
    AnyOf,
    Between,
    Compare,
    Contains,
    Everything,
    InList,
    InNetwork,
    Not,
    Or,
    Order,
    Present,
    Regex,
    Wildcard,
    Words,
)
from clawback.filters.write import write

_A, _B, _C = Words("a"), Words("b"), Words("c")
_WEEK = Ago(timedelta(days=7), "-7d")
_DAY = datetime(2026, 11, 1, tzinfo=UTC)
_EVENING = datetime(2026, 11, 1, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        (" \n ", Everything()),
        ("*", Everything()),
        ("a b", And((_A, _B))),
        ("a AND b", And((_A, _B))),
        ("a OR b AND c", Or((_A, And((_B, _C))))),
        ("a b OR c", Or((And((_A, _B)), _C))),
        ("(a OR b) c", And((Or((_A, _B)), _C))),
        ("a (b c)", And((_A, _B, _C))),
        ("a OR (b OR c)", Or((_A, _B, _C))),
        ("NOT a b", And((Not(_A), _B))),
        ("-a OR -(b c)", Or((Not(_A), Not(And((_B, _C)))))),
        ("NOT -a", Not(Not(_A))),
        ("a *", _A),
        ('"a b" "OR"', And((Words("a b"), Words("OR")))),
        ("10:30 a@b.com", And((Words("10:30"), Words("a@b.com")))),
        ("hxxp://evil[.]com/a?b=c", Words("http://evil.com/a?b=c")),
        ("utm_source=x", Words("utm_source=x")),
    ],
)
def test_words_and_logic(text, tree):
    """NOT binds before AND, AND before OR; blanks are AND; groups nest no deeper than needed."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("subject:Hi", AnyOf("subject", ("Hi",))),
        ("SUBJECT: Hi", AnyOf("subject", ("Hi",))),
        ('subject:("a b" OR c)', AnyOf("subject", ("a b", "c"))),
        ("subject:(a, b,\n c or d,)", AnyOf("subject", ("a", "b", "c", "d"))),
        ("id:(a\nb\r\nc)", AnyOf("network_message_id", ("a", "b", "c"))),
        ("subject:(a, a)", AnyOf("subject", ("a",))),
        ("subject:(a, b*, c)", Or((AnyOf("subject", ("a", "c")), Wildcard("subject", "b*")))),
        ("-subject:Hi", Not(AnyOf("subject", ("Hi",)))),
        ("threat:none", Not(Present("threat_type"))),
        ("spf:none", AnyOf("spf", ("none",))),
        (
            "threat:(None, phish)",
            Or((Not(Present("threat_type")), AnyOf("threat_type", ("phish",)))),
        ),
        ("forwarded:Yes", AnyOf("forwarded_message", (True,))),
        ("forwarded:(true, false)", AnyOf("forwarded_message", (True, False))),
        ("scl:-1", AnyOf("spam_confidence_level", (-1,))),
        ("scl:-1..1", Between("spam_confidence_level", -1, 1)),
        ("header.X-Mailer:php*", Wildcard("header.x-mailer", "php*")),
        ("HEADER.list-id:*", Present("header.list-id")),
        ("-header.received~mx1", Not(Contains("header.received", "mx1"))),
        ('header~"x-mailer: php"', Contains("header", "x-mailer: php")),
        ("header.gif", Words("header.gif")),
        ("time_of_day:9", Between("time_of_day", 9 * 3600, 10 * 3600 - 1)),
        ("time_of_day:22:00..06:00", Between("time_of_day", 22 * 3600, 6 * 3600 + 59)),
        ("time_of_day>=08:30+01:00", Compare("time_of_day", Order.AT_LEAST, 7 * 3600 + 1800)),
        ('subject~"re: x"', Contains("subject", "re: x")),
        ("subject~(a, b)", Or((Contains("subject", "a"), Contains("subject", "b")))),
        ("subject:inv?ice*", Wildcard("subject", "inv?ice*")),
        ('subject:"inv*"', AnyOf("subject", ("inv*",))),
        ('subject:"your bill"*', Wildcard("subject", "your bill*")),
        ("subject:*", Present("subject")),
        (r"subject:/in voice \d+\/x/", Regex("subject", r"in voice \d+/x")),
        ("message_id:<a@b>", AnyOf("internet_message_id", ("<a@b>",))),
        ("subject:Foo_(bar)", AnyOf("subject", ("Foo_(bar)",))),
    ],
)
def test_text(text, tree):
    """Text takes equality, lists, wildcards, expressions and presence."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("url:http://e.com/a?b=c", AnyOf("url", ("http://e.com/a?b=c",))),
        ("url:e.com/a,b", AnyOf("url", ("e.com/a,b",))),
        ("url://e.com/a", AnyOf("url", ("//e.com/a",))),
        ("url:e.com/*?x=*", Wildcard("url", "e.com/*?x=*")),
        ("url_path:login", AnyOf("url_path", ("/login",))),
        ("url_path:/login/x", AnyOf("url_path", ("/login/x",))),
        (r"url_path:/\.php$/", Regex("url_path", r"\.php$")),
        ("url_path:(/a OR /b)", AnyOf("url_path", ("/a", "/b"))),
        ("url_path:*.php", Wildcard("url_path", "*.php")),
    ],
)
def test_urls(text, tree):
    """URLs keep their question marks and commas; a path needs no first slash."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("size:5", AnyOf("email_size", (5,))),
        ("size>1.5mb", Compare("email_size", Order.GREATER, 1_572_864)),
        ("size:>=1kb", Compare("email_size", Order.AT_LEAST, 1024)),
        ("size: 1kb..2KiB", Between("email_size", 1024, 2048)),
        ("url_count:..3", Compare("url_count", Order.AT_MOST, 3)),
        ("url_count:3..", Compare("url_count", Order.AT_LEAST, 3)),
        ("url_count:(1, 2)", AnyOf("url_count", (1, 2))),
        ("received:2026-11-01", Between("time_received", _DAY, _EVENING)),
        ("received>2026-11-01", Compare("time_received", Order.GREATER, _EVENING)),
        ("received>=2026-11-01", Compare("time_received", Order.AT_LEAST, _DAY)),
        ("received<2026-11-01", Compare("time_received", Order.LESS, _DAY)),
        ("received<=2026-11-01", Compare("time_received", Order.AT_MOST, _EVENING)),
        ("received:2026-11-01..2026-11-01", Between("time_received", _DAY, _EVENING)),
        ("received:-7d", Compare("time_received", Order.AT_LEAST, _WEEK)),
        ("received<-7d", Compare("time_received", Order.LESS, _WEEK)),
        ("received:-7d..now", Between("time_received", _WEEK, Ago(timedelta(0), "now"))),
        ('received:"2026-11-01 00:00:00.000000"', AnyOf("time_received", (_DAY,))),
    ],
)
def test_numbers_and_times(text, tree):
    """Sizes have units, times have a width, ranges may be open."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("ip:192.0.2.1", AnyOf("sender_ip", ("192.0.2.1",))),
        ("ip:::ffff:192.0.2.1", AnyOf("sender_ip", ("192.0.2.1",))),
        ("ip:2001:DB8::/32", InNetwork("sender_ip", ip_network("2001:db8::/32"))),
        ("threat:Phish", AnyOf("threat_type", ("phish",))),
        ("action:delivered-to-JUNK", AnyOf("delivery_action", ("delivered_to_junk",))),
        (
            "action:(Delivered to junk, Blocked)",
            AnyOf("delivery_action", ("delivered_to_junk", "blocked")),
        ),
        ("location:Inbox/folder", AnyOf("latest_delivery_location", ("inbox_folder",))),
        ('location:"on prem external"', AnyOf("latest_delivery_location", ("on_prem_external",))),
        ("spf:*", Present("spf")),
        ("list:Bad-1", InList("bad-1")),
        ("list:(a, b)", Or((InList("a"), InList("b")))),
    ],
)
def test_addresses_choices_and_lists(text, tree):
    """Addresses fold, choices take code or label however spelled, lists go by name."""
    assert parse(text) == tree


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_every_alias_stands_for_its_field(alias, name):
    """Short names are canonical in the tree."""
    assert parse(f"{alias}:*") == Present(name)


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        (
            "sendr:a",
            0,
            'There is no field "sendr". Did you mean "sender_address"? (at character 1)',
        ),
        ("a foo:b", 2, 'There is no field "foo". To look for the text itself, put it in quotes.'),
        ("action:deliverd", 7, 'Did you mean "Delivered"?'),
        ("threat:clean", 7, "write -threat_type:*"),
        ("forwarded:maybe", 10, '"maybe" is not a value of forwarded_message. It can be "true"'),
        ("a header.:x", 2, 'There is no field "header.". Did you mean "header"?'),
        ("header.x-mailer<5", 16, '"header.x-mailer" does not take "<".'),
        ("header.subject:", 15, "A value is missing here."),
        ("time_of_day:25:00", 12, "Write an hour or a time"),
        ("threat:xyz", 7, 'It can be "Malware", "Phish", "Spam".'),
        ("subject<5", 8, '"subject" does not take "<". It takes ":"'),
        ("threat~phi", 7, '"threat_type" does not take "~"'),
        ("size:/1/", 5, "is not a size"),
        ("subject~a*", 8, '"~" finds the text anywhere already.'),
        ("subject:", 8, "A value is missing here."),
        ('subject:""', 8, "write -subject:*"),
        ("subject:AND x", 8, "A value is missing here."),
        ("subject:()", 8, "This list of values is empty."),
        ("subject:(a", 8, "This list is not closed."),
        ("subject:(,a)", 9, "A value is missing before this comma."),
        ("subject:(a OR)", 13, "A value is missing"),
        ("subject:(a b)", 11, "It is not clear where one value ends"),
        ("subject:((a) b)", 9, "A list of values cannot hold another."),
        ("subject:a,b", 8, "It is not clear whether"),
        ("subject:-a", 8, "Write -subject:value to exclude it"),
        ('subject:a*"*"', 8, "cannot stand in one value"),
        ("subject:/(/", 8, 'The pattern "(" cannot be used: missing ): (.'),
        ("subject:/abc", 8, "The expression that starts here is not closed."),
        (f"subject:{'a' * 2000}*", 8, "A pattern can have 1,000 characters"),
        ("subject=a", 0, "Write subject:value"),
        ("subject!=a", 0, "-subject:value for the contrary"),
        ("size>big", 5, '"big" is not a size for "email_size". Write a number of bytes'),
        ("size:9..1", 5, 'The range "9..1" ends before it starts.'),
        ("received:-1d..-7d", 9, "ends before it starts"),
        ("received:2026-11-02..2026-11-01", 9, "ends before it starts"),
        ("size:..", 5, "A range needs at least one end."),
        ("size:99999999999tb", 5, "is not a size"),
        ("url_count:1.5", 10, "Write a whole number"),
        ("received:yesterday", 9, "Write a date (2026-11-01)"),
        ("ip:10.0.*", 3, '"10.0.*" is no IP address. Write an address'),
        ("ip:10.0.0.0/99", 3, "is no network"),
        ("list:a/b", 5, "is not the name of a list"),
        ("list:*", 5, "is not the name of a list"),
        ("a or b", 2, 'Write OR to join, "or" in quotes to look for it.'),
        ("a OR", 4, "A condition is missing here."),
        ("OR a", 0, "A condition is missing here."),
        ("()", 1, "A condition is missing here."),
        ("-", 1, "A condition is missing here."),
        ("a (b", 2, 'This "(" is not closed.'),
        ("a)", 1, 'There is a ")" without its "(".'),
        ("inv*ce", 0, "name a field: subject:inv*ce"),
        ('a "b', 2, "A quotation mark is not closed on its line."),
        ('""', 0, "There is nothing to look for here."),
        ("a\x00", 1, "The filter holds a character"),
    ],
)
def test_a_mistake_says_where_it_is_and_what_to_write(text, position, said):
    """Never an empty result by mistake: each is an error with its place and a way out."""
    with pytest.raises(FilterError) as error:
        parse(text)
    assert said in str(error.value)
    assert error.value.position == position
    assert position + error.value.length <= len(text)


def test_limits_are_errors():
    """Depth, tests, values and length have ends, and each says so."""
    deep = "(" * DEEPEST + "a" + ")" * DEEPEST
    assert parse(deep) == _A
    assert isinstance(parse(" ".join(["a"] * MOST_TESTS)), And)
    many = ",".join(map(str, range(MOST_VALUES)))
    assert parse(f"url_count:({many})") == AnyOf("url_count", tuple(range(MOST_VALUES)))
    for text, said in (
        (f"({deep})", "deeper than 10"),
        ("-" * (DEEPEST + 1) + "a", "deeper than 10"),
        (" ".join(["a"] * (MOST_TESTS + 1)), "200 conditions"),
        ("subject:(" + ",".join(f"{n}*" for n in range(MOST_TESTS + 1)) + ")", "200 conditions"),
        (f"url_count:({many},1)", "10,000 values"),
        ("a" * (LONGEST + 1), "262,144 characters"),
    ):
        with pytest.raises(FilterError, match=said):
            parse(text)


_SNIPPETS = [
    *FIELDS,
    *ALIASES,
    *(":", "~", "<", ">=", "(", ")", ",", " ", "\n", '"', "/", "\\", "*", "?", "-", "..", "=", "!"),
    *("AND", "OR", "NOT", "or", "list", "-7d", "2026-11-01", "1mb", "10.0.0.0/8", "phish", "a"),
    *("[", "“", "http://", "hxxp", "[.]", "é", "\ud800", "\x00", "{", "99999999999999999999"),
]


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(_SNIPPETS), max_size=20).map("".join)))
@example("subject:/" + "(" * 900 + "/")
@example("size:1" + "0" * 400 + "gb")
@example("received:9999-12-31-05:00")
def test_any_text_is_a_filter_or_a_filter_error(text):
    """Nothing else comes out of the parser, and what it takes reads back from its own writing."""
    try:
        tree = parse(text)
    except FilterError as error:
        mistake = error
    else:
        assert parse(write(tree)) == tree
        return
    assert mistake.position is not None
    assert 0 <= mistake.position <= len(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("a b", ["a", "b"]),
        (' a  AND -subject:"b c" ', ["a", '-subject:"b c"']),
        ("NOT (a b) from:(x, y)", ["NOT (a b)", "from:(x, y)"]),
        ("a OR b c", ["a OR b c"]),
        ("(a OR b) c *", ["(a OR b)", "c", "*"]),
        (
            "tags:vip delivery_action: delivered to junk b",
            ["tags:vip", "delivery_action: delivered to junk", "b"],
        ),
    ],
)
def test_parts_are_the_conditions_as_they_were_written(text, parts):
    """What must all hold is told one by one, with its place; alternatives are one."""
    assert [text[one.start : one.end] for one in parts_of(text)] == parts


@pytest.mark.parametrize("text", ["a b", "a OR b c", "(a OR b) -c subject:(x, y*)", "*", "a (b c)"])
def test_parts_together_say_the_filter(text):
    """Joined with AND, the parts are the tree again."""
    parts = [text[one.start : one.end] for one in parts_of(text)]
    assert parse(" AND ".join(f"({part})" for part in parts)) == parse(text)


@pytest.mark.parametrize(
    "text", ["sendr:a", "a and b", "a OR b or c", "delivery_action:blokked", "spf:(pass, failed)"]
)
def test_a_mistake_can_be_mended_in_its_place(text):
    """Where one thing is likely meant, it stands in place of what is marked, and all is well."""
    with pytest.raises(FilterError) as wrong:
        parse(text)
    error = wrong.value
    assert error.mend
    assert error.position is not None
    rest = text[error.position + error.length :]
    parse(text[: error.position] + error.mend + rest)
