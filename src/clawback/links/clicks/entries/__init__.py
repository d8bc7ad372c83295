"""Links and hosts that people block or let through at the click, one by one."""
