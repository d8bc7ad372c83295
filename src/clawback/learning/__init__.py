"""The site model: learning what is bad here from the mail that came here."""
