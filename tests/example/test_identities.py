from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sqgz.example.identities import check_character, draw_machine, misread_identity

BODIES = st.from_regex(r"999[0-9]{14}", fullmatch=True)


def test_check_characters_are_those_of_the_standard():
    # GB 11643-1999, examples of annex: 11010519491231002X and 440524188001010014
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


def test_nobody_has_such_a_number(simulation):
    for person in simulation.people:
        assert person.identity[:3] == "999"  # no region
        assert person.phone[:3] == "100"  # no operator
        assert len(person.phone) == 11
        assert person.identity[-1] == check_character(person.identity[:17])
        assert date.fromisoformat(f"{person.identity[6:14]}") == person.birth
        assert int(person.identity[16]) % 2 == int(person.male)


@given(BODIES, st.integers(0, 2**32))
def test_a_misread_number_never_passes_its_check(body, seed):
    identity = body + check_character(body)
    wrong = misread_identity(np.random.default_rng(seed), identity)
    assert wrong[:14] == identity[:14]
    assert wrong[-1] != check_character(wrong[:17])


def test_machines_are_of_networks_kept_for_documentation():
    rng = np.random.default_rng(0)
    for _ in range(50):
        assert draw_machine(rng).startswith(("192.0.2.", "198.51.100.", "203.0.113."))
