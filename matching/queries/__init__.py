"""What pages and reports read: small named rows, in a stated order, in a known number of statements."""
