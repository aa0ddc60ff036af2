"""The API under /api/v1: what a program of the salon may read and change. Its shapes are those of /openapi.json."""
