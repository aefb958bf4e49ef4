"""A case file as a whole: closed and reopened, handed to another office, made one of two."""
