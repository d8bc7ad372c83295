"""The HTML layer gives what the rest needs of an engine."""

from __future__ import annotations

from clawback.analysis import html

PAGE = (
    "<title>T</title><style>s</style><body><!-- note --><p class=a>One <b>two</b></p>"
    "<script>x</script><a href='/x'> click\n here </a>"
)


def test_elements_are_found_by_selector():
    """Tag, attributes and text of matching elements, in order."""
    (link,) = html.elements(html.parse(PAGE), "a[href]")
    assert (link.tag, link.attribute("href"), link.attribute("none")) == ("a", "/x", "")
    assert link.text == "click here"


def test_comments_are_found():
    """The text of comments, without their marks."""
    assert list(html.comments(html.parse(PAGE))) == [" note "]


def test_visible_text_is_what_a_person_reads():
    """No script, style or title."""
    assert html.visible_text(html.parse(PAGE)).split() == ["One", "two", "click", "here"]


def test_the_tag_sequence_is_the_shape_of_the_page():
    """Tags in document order, as a browser builds the tree."""
    assert html.tag_sequence(html.parse("<p>a<p>b")) == ("html", "head", "body", "p", "p")


def test_a_source_span_is_where_the_tag_stands():
    """With spans asked for, a start tag can be cut out of the markup; without, there is none."""
    (link,) = html.elements(html.parse(PAGE, spans=True), "a")
    span = html.source_span(link)
    assert span is not None
    assert PAGE[span[0] : span[1]] == "<a href='/x'>"
    (link,) = html.elements(html.parse(PAGE), "a")
    assert html.source_span(link) is None
