"""The order, what it came to, and telling the host."""
