"""The rules of Holdfast as pure functions over frozen values: no clock, no chance, no input or output."""
