"""Numbered migrations, configured here and run by one command."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HERE = Path(__file__).parent


def config_for(engine: Engine) -> Config:
    """Configure Alembic in Python: no ini file, no address in one."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Bring a database to the newest schema. Running it again changes nothing."""
    command.upgrade(config_for(engine), "head")


def is_newest(engine: Engine) -> bool:
    """Whether a database has the newest schema."""
    with engine.connect() as connection:
        stands_at = MigrationContext.configure(connection).get_current_revision()
    return stands_at == ScriptDirectory.from_config(config_for(engine)).get_current_head()
