"""One module for each way that a format can be found in bytes."""
