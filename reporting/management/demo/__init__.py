"""The demo world of document 003, told through the same actions that the pages use."""
