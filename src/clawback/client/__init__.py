"""A typed client of the API; the command line and the tests use it."""
