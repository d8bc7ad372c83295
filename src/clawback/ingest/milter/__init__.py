"""Standing in the mail server's own flow: the milter protocol, version 6, as Postfix speaks it."""
