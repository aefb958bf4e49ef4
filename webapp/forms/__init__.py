"""Forms: each parses what was sent into a frozen command; services never re-check shape."""
