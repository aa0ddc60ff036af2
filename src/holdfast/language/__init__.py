"""Language: the caller's words become dates, times, services and names; values become spoken sentences."""
