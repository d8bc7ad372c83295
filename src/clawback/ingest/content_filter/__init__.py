"""The filter behind the mail server's queue, by which each recipient gets links of their own."""
