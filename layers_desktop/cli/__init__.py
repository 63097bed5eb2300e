"""The same queue without a window."""
