"""What of the promises leaves the house as mail."""
