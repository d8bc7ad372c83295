"""URLs of a mail: found, read as a browser reads them, and freed of their wrappers."""
