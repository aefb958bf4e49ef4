"""Guards walk what does not depend on the database: one of the two is enough for them."""

import pytest
from sqlalchemy import Engine


@pytest.fixture
def engine(sqlite: Engine) -> Engine:
    return sqlite
