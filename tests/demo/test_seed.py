from clawback.demo.seed import chance


def test_the_same_names_give_the_same_numbers():
    """The demo repeats itself, in another process too."""
    assert chance("a", 1).random() == chance("a", 1).random() == 0.3319052505526885


def test_other_names_give_other_numbers():
    """Parts of the demo do not disturb each other."""
    assert chance("a").random() != chance("b").random()
