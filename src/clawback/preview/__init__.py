"""Looking at one mail, and taking it away, without letting it do harm."""
