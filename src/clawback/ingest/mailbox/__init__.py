"""Mail that is read out of mailboxes, as it comes."""
