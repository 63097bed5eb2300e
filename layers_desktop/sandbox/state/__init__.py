"""What a running sandbox remembers."""
