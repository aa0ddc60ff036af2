"""The fault of a single object among many."""


class Unreadable(Exception):
    """An object in a collection that nobody can make sense of; the others beside it are still good."""
