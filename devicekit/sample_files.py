"""The sample files that come with motcua (the folder config/): a centre, its devices, the broker, the services."""

from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path


def sample(name: str) -> Path:
    """A sample file, such as "site.toml" or "systemd/motcua-hub.service". Raises FileNotFoundError."""
    for folder in _folders():
        file = folder / name
        if file.is_file():
            return file
    raise FileNotFoundError(f"no sample {name!r} in this installation; known: {', '.join(samples()) or 'none'}")


def samples() -> tuple[str, ...]:
    """The names of all sample files."""
    found = {str(file.relative_to(folder)) for folder in _folders() for file in folder.rglob("*") if file.is_file()}
    return tuple(sorted(name for name in found if "__pycache__" not in name))


def _folders() -> list[Path]:
    """Where config/ is. importlib.resources can't tell for a folder without Python in an editable installation."""
    spec = PathFinder.find_spec("config") or find_spec("config")
    places = spec.submodule_search_locations if spec is not None else None
    return [folder for place in dict.fromkeys(places or ()) if (folder := Path(place)).is_dir()]
