"""The filter language: one way to say which deliveries, in text, as a tree and as a sentence."""
