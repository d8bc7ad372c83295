"""Journal reports: what Exchange and its kin wrap around the copy of a mail."""
