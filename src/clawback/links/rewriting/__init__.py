"""The links of a mail changed where they stand, and not a byte besides."""
