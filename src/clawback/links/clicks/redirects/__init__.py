"""Where a link leads on to: its redirects are followed, and nothing inside is ever asked."""
