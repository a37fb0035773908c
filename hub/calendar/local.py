"""Legal time as people of the site read it: naive local times, for the calendar."""

from datetime import datetime, tzinfo


class LocalTime:
    """One time zone, loaded outside and handed in."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def at(self, ms: int) -> datetime:
        """The local time of a legal time, without its zone."""
        return datetime.fromtimestamp(ms / 1000, self._zone).replace(tzinfo=None)

    def ms(self, local: datetime) -> int:
        """The legal time of a local one."""
        return round(local.replace(tzinfo=self._zone).timestamp() * 1000)
