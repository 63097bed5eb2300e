"""The object storage of a sandbox: a server that accepts PUTs to signed URLs."""
