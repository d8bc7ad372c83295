"""The ledger's SQL: tables, and what is read from them and written to them."""
