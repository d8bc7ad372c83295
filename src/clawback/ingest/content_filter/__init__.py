"""What the mail server hands each mail to after its queue, so that each recipient gets own links."""
