"""Files as people, and those who mean harm, send them."""

import pytest
from hostile_files import Files


@pytest.fixture(scope="session")
def files():
    return Files()
