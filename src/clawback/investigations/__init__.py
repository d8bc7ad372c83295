"""Cases that gather evidence about mail, and say what should be done about it."""
