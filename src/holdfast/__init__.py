"""Holdfast: appointments that hold."""

__version__ = "0.1.0"
