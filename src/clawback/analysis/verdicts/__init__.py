"""What filters said of a mail in its headers, as findings with their evidence."""
