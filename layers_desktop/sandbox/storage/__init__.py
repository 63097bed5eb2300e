"""The storage of the sandbox: a server that takes the PUTs."""
