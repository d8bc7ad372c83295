"""From which country mail came, as far as a database that the administrator brings can tell."""
