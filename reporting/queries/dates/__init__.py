"""Every day to keep in a grant: one registry that calendar, reminders, feed and desk all read."""
