"""Files that are sealed with a key beside the database, so that a disk alone tells nothing."""
