"""How well mail is put together and investigated, measured on mail that is labelled."""
