"""Whole stories in a real browser, against a served service with its worker."""
