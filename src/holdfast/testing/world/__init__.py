"""The world: a deterministic simulator of callers, processes, a foreign calendar and bad luck, in virtual time."""
