"""What of who leaves the house as mail."""
