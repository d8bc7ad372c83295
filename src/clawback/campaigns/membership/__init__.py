"""What a campaign says of the mail that comes to it, and of what had come before."""
