from hypothesis import given
from hypothesis import strategies as st

from quizzes.shuffling import shuffle_keys

KEYS = st.lists(st.text("abcdefg-", min_size=1, max_size=5), min_size=2, max_size=7, unique=True)


@given(KEYS, st.text(max_size=10))
def test_shuffled_keeps_all_and_is_never_the_right_order(keys, seed):
    found = shuffle_keys(keys, seed=seed)
    assert sorted(found) == sorted(keys)
    assert list(found) != keys
    assert shuffle_keys(keys, seed=seed) == found


def test_shuffled_depends_on_the_question():
    assert len({shuffle_keys("abcde", seed=str(n)) for n in range(20)}) > 10
