"""Sets the wall clock of one program, by as many seconds as CLOCK_AHEAD says."""

import os
import time

_ahead = int(os.environ.get("CLOCK_AHEAD", "0"))
_time, _time_ns = time.time, time.time_ns
time.time = lambda: _time() + _ahead
time.time_ns = lambda: _time_ns() + _ahead * 1_000_000_000
