"""The documented calls of the API, and the faults that can be switched on for them."""
