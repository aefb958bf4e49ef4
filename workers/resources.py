"""What each worker process holds: its settings, its own database engine, its clock."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Engine

from matching.clock import Clock
from matching.database import open_database
from matching.settings import Settings, read_settings


@dataclass(frozen=True)
class Resources:
    """One process's means."""

    settings: Settings
    engine: Engine
    clock: Clock


@cache
def resources() -> Resources:
    """Open this process's means once; children open their own after the fork, without a pool."""
    settings = read_settings()
    return Resources(settings, open_database(settings, pooled=False), Clock(settings.today))
