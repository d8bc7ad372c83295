"""The Maildir adapter: files on this host, no mail server asked."""
