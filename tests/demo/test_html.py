from clawback.demo.mail.html import button, card, office, table


def test_text_of_people_is_escaped():
    """A name with an angle bracket makes no element."""
    made = card(title="<b>", body=table([("<i>", "&")]), foot="", colour="#000", preview="<u>")
    for element in ("<b>", "<i>", "<u>"):
        assert element not in made


def test_quotes_become_nested_block_quotes():
    """An answer to an answer is two levels deep."""
    made = office("Yes.\n\nAna wrote:\n> So?\n>> Please.\n")
    assert made.count("<blockquote>") == made.count("</blockquote>") == 2
    assert made.index("So?") < made.index("Please.")


def test_links_keep_their_query():
    """Ampersands of a link are escaped, as HTML wants it."""
    assert 'href="https://x.test/?a=1&amp;b=2"' in button("https://x.test/?a=1&b=2", "Go", "#000")
