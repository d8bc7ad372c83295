"""A campaign as a document for people who do not use the console."""
