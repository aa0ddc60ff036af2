"""What Holdfast does, one verb per file. Every action decides and records in one short transaction, acts outside of it,
verifies, and only then tells. Doors call actions; actions know no HTTP and no terminal."""
