"""What mail servers write into their logs, joined to the deliveries that it is about."""
