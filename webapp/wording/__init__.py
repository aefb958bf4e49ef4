"""The words of the pages: every code, reason, event and error, in English, ready for translation."""
