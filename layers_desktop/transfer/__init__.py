"""Intake, queue, jobs, retries, budget and progress: plain asyncio, no Qt."""
