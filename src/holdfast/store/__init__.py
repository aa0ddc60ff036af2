"""Durable facts. Synchronous on purpose: a transaction body holds no `await`, so none can span a foreign call."""
