import pytest


@pytest.mark.django_db
def test_sign_in_page_answers(client):
    assert client.get("/einloggen/").status_code == 200
