"""The API of the sandbox: its routes and its faults."""
