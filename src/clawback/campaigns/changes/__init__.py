"""People say which mail is which campaign's; what they changed can be taken back."""
