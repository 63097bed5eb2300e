"""The state of a running sandbox."""
