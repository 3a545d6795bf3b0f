"""The one error a user may meet."""

import sqgz
from sqgz.errors import InputError


def test_the_users_error_is_no_defect_of_the_program():
    assert sqgz.InputError is InputError
    assert not issubclass(InputError, ValueError | TypeError)
    assert str(InputError("一句话。")) == "一句话。"
