"""Who is asked about links over HTTP."""
