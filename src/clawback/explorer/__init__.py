"""What is known of one message, one header, one link: gathered from the store, explained."""
