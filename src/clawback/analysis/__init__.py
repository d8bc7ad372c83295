"""What a mail says, read from hostile bytes: `message.analyse`, and `pool` to do it safely."""
