"""How mail comes in: sources hand it over, the spool makes it durable, the pipeline stores it."""
