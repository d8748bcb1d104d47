"""What comes in and goes out as sheets."""
