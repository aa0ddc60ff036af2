"""What tests and measurements share; nothing here runs in production."""
