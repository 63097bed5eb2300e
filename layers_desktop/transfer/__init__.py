"""Intake, queue, jobs, retries, limits and progress: plain asyncio, no Qt."""
