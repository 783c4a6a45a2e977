import pytest

from crmbackup_gui.errors import KeyMissing
from crmbackup_gui.repository.keys import SlotKind, list_slots
from crmbackup_gui.services.opening import create_repository, unlock_repository
from crmbackup_gui.services.secrets import SecretSource
from crmbackup_gui.services.stored_key import forget_stored_key


def test_a_forgotten_key_is_gone_from_the_computer_and_from_the_repository(tmp_path):
    unlocked = create_repository(str(tmp_path / "r"), "a passphrase", use_keyring=True).unlocked

    assert forget_stored_key(str(tmp_path / "r"))

    with pytest.raises(KeyMissing):
        unlock_repository(str(tmp_path / "r"), SecretSource())
    assert SlotKind.DEVICE not in {slot.kind for slot in list_slots(unlocked.store, unlocked.id)}
    assert not forget_stored_key(str(tmp_path / "r"))
