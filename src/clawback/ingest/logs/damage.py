"""What is wrong with a packed file."""


class DamagedError(Exception):
    """What unpacks a file cannot make sense of it."""
