"""What the agent says: sentences, money, blocks."""
