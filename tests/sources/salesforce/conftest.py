import pytest

from tests.sources.salesforce.orgs import fill, new_fake, source_of


@pytest.fixture
def fake():
    with new_fake() as fake:
        yield fake


@pytest.fixture
def firm(fake):
    return fill(fake)


@pytest.fixture
def source(fake, firm, tmp_path):
    assert firm
    return source_of(fake, tmp_path)
