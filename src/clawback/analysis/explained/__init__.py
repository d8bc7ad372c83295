"""A header made plain for people: the way it came, who vouches for it, what is odd about it."""
