"""Commands about who."""
