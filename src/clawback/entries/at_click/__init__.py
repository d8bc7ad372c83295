"""What of the allow/block list counts at the click, as whoever looks at clicks keeps it."""
