"""What leaves the house as files and mails."""
