"""When it is safe to text a raiser, as they said themselves."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from portal.domain.policy.calendar import local

SAFE_TIMES: Mapping[str, tuple[time, time]] = {
    "morning": (time(9), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(20)),
    "any": (time(0), time.max),
}


def safe_from(times: Iterable[str], now: datetime) -> datetime | None:
    """When a text may be sent: ``None`` for at once, else the start (local time) of the next safe window."""
    here = local(now)
    windows = sorted(SAFE_TIMES[name] for name in times if name in SAFE_TIMES)
    if not windows or any(opens <= here.time() < closes for opens, closes in windows):
        return None
    later = [opens for opens, _ in windows if opens > here.time()]
    day = here.date() if later else here.date() + timedelta(days=1)
    opens = later[0] if later else windows[0][0]
    return datetime.combine(day, opens, here.tzinfo)
