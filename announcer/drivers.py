"""The drivers of a loudspeaker by their names in the settings: `player.<name>`."""

from announcer.device import Player
from announcer.settings import PlayerTable
from devicekit.drivers import find


def open_player(settings: PlayerTable) -> Player:
    """The driver for a loudspeaker; nothing is started yet. Raises DriverError listing the known ones."""
    player: Player = find("player", settings.driver)(settings.command)
    return player
