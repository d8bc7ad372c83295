"""What happened with the demo's mail after it had come: invented, as the mail is."""
