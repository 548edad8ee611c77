from hypothesis import given
from hypothesis import strategies as st

from learning.completion_rule import (
    LessonStatus,
    Requirement,
    count_done,
    is_complete,
    is_done,
)

requirements = st.lists(
    st.builds(Requirement, st.integers(1, 12), st.booleans()),
    max_size=12,
    unique_by=lambda wanted: wanted.lesson_id,
)
progress = st.dictionaries(
    st.integers(1, 12), st.builds(LessonStatus, st.booleans(), st.booleans())
)
DONE = LessonStatus(is_read=True, is_passed=True)


def test_lesson_is_done_when_read_and_its_quiz_passed():
    answers = {
        (has_quiz, is_read, is_passed): is_done(
            Requirement(1, has_quiz), LessonStatus(is_read, is_passed)
        )
        for has_quiz in (False, True)
        for is_read in (False, True)
        for is_passed in (False, True)
    }
    assert {case for case, done in answers.items() if done} == {
        (False, True, False),
        (False, True, True),
        (True, True, True),
    }


@given(requirements, progress)
def test_course_is_complete_exactly_when_every_lesson_is_done(wanted, done):
    every = all(wish.lesson_id in done and is_done(wish, done[wish.lesson_id]) for wish in wanted)
    assert is_complete(wanted, done) == (bool(wanted) and every)
    assert is_complete(wanted, done) == (0 < count_done(wanted, done) == len(wanted))


@given(requirements, progress, st.integers(1, 12))
def test_doing_more_never_undoes_a_completion(wanted, done, lesson_id):
    before = count_done(wanted, done)
    assert count_done(wanted, {**done, lesson_id: DONE}) >= before
    if is_complete(wanted, done):
        assert is_complete(wanted, {**done, lesson_id: DONE})


@given(requirements, progress, st.randoms())
def test_completion_does_not_depend_on_order(wanted, done, random):
    shuffled = list(wanted)
    random.shuffle(shuffled)
    assert is_complete(shuffled, done) == is_complete(wanted, done)


@given(requirements, progress)
def test_lessons_that_are_not_asked_for_do_not_matter(wanted, done):
    asked = {wish.lesson_id for wish in wanted}
    only_asked = {lesson_id: status for lesson_id, status in done.items() if lesson_id in asked}
    assert is_complete(wanted, only_asked) == is_complete(wanted, done)


def test_course_that_asks_for_nothing_is_never_complete():
    assert not is_complete([], {1: DONE})
