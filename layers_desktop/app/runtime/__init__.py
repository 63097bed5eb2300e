"""What the window's process runs on: event loop, garbage collection, single instance, background writes."""
