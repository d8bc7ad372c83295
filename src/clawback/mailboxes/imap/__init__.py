"""The IMAP adapter: one connection per account, few round trips, nothing hostile on the wire."""
