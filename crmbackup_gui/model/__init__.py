"""The nouns of backup, pure and immutable. No I/O, no clock, no Qt."""
