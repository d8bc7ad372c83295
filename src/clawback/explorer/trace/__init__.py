"""Where a link went: which mails carried it, who got it, who clicked."""
