"""What a message reads and looks like, so that its like can be known again."""
