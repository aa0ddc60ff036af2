"""Spoken times with what they mean: rows of our own, and the judging of a reader against such rows."""

from .judging import Figures, Judged, figures, judge_rows
from .rows import Row, own_rows, rows_of

__all__ = ["Figures", "Judged", "Row", "figures", "judge_rows", "own_rows", "rows_of"]
