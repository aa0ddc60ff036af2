"""Calendars: one port, and an adapter for each kind. Foreign errors are translated here and go no further."""
