"""Doors: they translate and decide nothing."""
