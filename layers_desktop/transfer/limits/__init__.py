"""What delays uploads: rate limit, concurrency limit, holds, missing keys and an unreachable network."""
