"""All that is known of one message: its page, its timeline, what is like it."""
