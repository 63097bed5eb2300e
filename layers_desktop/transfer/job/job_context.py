"""Everything that the jobs of one queue share."""

import enum
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from layers_desktop.transfer.http_clients import HttpClients
from layers_desktop.transfer.intake.validator import UploadValidator
from layers_desktop.transfer.limits.account_sessions import AccountSessions
from layers_desktop.transfer.limits.bandwidth import BandwidthLimiter
from layers_desktop.transfer.limits.concurrency import ConcurrencyLimiter
from layers_desktop.transfer.limits.connectivity import ConnectivityMonitor
from layers_desktop.transfer.limits.rate_limiter import RateLimiter
from layers_desktop.transfer.upload_recorder import UploadRecorder


@dataclass(slots=True)
class RetryTimings:
    """How long a job tries before it gives up; seconds.

    Attributes:
        presign_tries, put_tries: Failures in a row after which a file fails.
        longest_wait: Between two tries.
        longest_finalize_wait: The same while only the last step is missing.
        upload_id_life: An `uploadId` older than this is not used any more (the API keeps it for 24 hours).
        stall: Without a byte before a transfer is given up.
        budget_wait, longest_budget_wait: After a 429 that names no time, and at most.
        longest_window: A 429 that asks for more than this speaks of the daily limit, not of that of a minute.
        scale: Of the random waits between tries.
    """

    presign_tries: int = 6
    put_tries: int = 5
    longest_wait: float = 60.0
    longest_finalize_wait: float = 300.0
    upload_id_life: float = 23.5 * 3600
    stall: float = 30.0
    budget_wait: float = 30.0
    longest_budget_wait: float = 300.0
    longest_window: float = 600.0
    scale: float = 1.0

    def backoff(self, failures: int, longest: float) -> float:
        """Return the seconds to wait after this many failures in a row: exponential, with full jitter."""
        return self.scale * random.uniform(0, min(longest, 2.0 ** min(failures, 30)))  # noqa: S311  # no secret


@dataclass(slots=True)
class QueueLimits:
    """How fast, how many at once, and how persistently a queue works.

    Attributes:
        rate_limiter: Of the first account; each further one gets its own.
        bandwidth: Of all uploads together.
        max_jobs: Uploads of one account that may be under way at once, also such as wait for their next try.
    """

    rate_limiter: RateLimiter = field(default_factory=RateLimiter)
    concurrency: ConcurrencyLimiter = field(default_factory=ConcurrencyLimiter)
    timings: RetryTimings = field(default_factory=RetryTimings)
    bandwidth: BandwidthLimiter = field(default_factory=BandwidthLimiter)
    max_jobs: int = 64


@dataclass(slots=True)
class JobContext:
    """What the jobs of one queue share.

    Attributes:
        sessions: What each account calls Layers with.
        http: Sends bytes to the storage.
        clock: Monotonic seconds.
        wall_clock: Seconds since the epoch, for what outlives the process.
    """

    sessions: AccountSessions
    http: HttpClients
    recorder: UploadRecorder
    validator: UploadValidator
    connectivity: ConnectivityMonitor
    limits: QueueLimits
    clock: Callable[[], float] = field(default=time.monotonic, init=False)
    wall_clock: Callable[[], float] = field(default=time.time, init=False)


class StopReason(enum.Enum):
    """Why a job is to stop before its end."""

    PAUSE = enum.auto()
    CANCEL = enum.auto()
    RESTART = enum.auto()  # a pause that was taken back before it was done
