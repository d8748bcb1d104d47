"""The API for programs, on the floor of the views: reads of rows, writes of drafts, no page."""
