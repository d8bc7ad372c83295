"""The gate: what is done with a mail before the mail server takes it on."""
