"""Value types and rules: the standard library only."""
