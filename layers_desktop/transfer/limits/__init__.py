"""What holds uploads back: rate limit, concurrency limit, holds, accounts."""
