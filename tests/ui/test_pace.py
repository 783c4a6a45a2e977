from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.model.outcome import Progress
from crmbackup_gui.ui.viewmodels.pace import SETTLED, WINDOW, Course, Sample, coarse, percent, rounded_rate

spans = st.floats(0, 10_000)


@st.composite
def courses(draw):
    """What jobs say: steps that follow each other, each with counts that grow."""
    at, samples = draw(st.floats(0, 1e6)), []
    for step in draw(st.lists(st.sampled_from(["read", "compare", "write", "verify"]), min_size=1, max_size=4)):
        total, done = draw(st.none() | st.integers(0, 10_000_000)), 0
        for pause, more in draw(st.lists(st.tuples(st.floats(0, 60), st.integers(0, 100_000)), max_size=12)):
            at, done = at + pause, done + more
            samples.append(Sample(at, Progress(step, "contact", done, total)))
    return samples


def course_of(samples):
    course = Course()
    for sample in samples:
        course.add(sample)
    return course


def steady(rate, seconds, total=None, step="read"):
    return [Sample(second, Progress(step, "contact", rate * second, total)) for second in range(seconds + 1)]


@given(courses(), spans)
def test_whatever_a_job_says_its_pace_makes_sense(samples, later):
    pace = course_of(samples).pace((samples[-1].at if samples else 0) + later)
    assert pace.fraction is None or 0 <= pace.fraction <= 1
    assert pace.rate is None or pace.rate >= 0
    assert pace.seconds_left is None or pace.seconds_left >= 0


@given(st.lists(st.tuples(spans, st.integers(-5, 5), st.none() | st.integers(-5, 5)), max_size=20), spans)
def test_nonsense_is_survived(said, now):
    samples = [Sample(at, Progress("read", "", done, total)) for at, done, total in said]
    pace = course_of(samples).pace(now)
    assert pace.fraction is None or 0 <= pace.fraction <= 1


@given(st.integers(1, 100_000), st.integers(3, 200))
def test_a_steady_job_has_its_rate_and_the_time_that_follows(rate, seconds):
    total = rate * 300
    pace = course_of(steady(rate, seconds, total)).pace(seconds)
    assert abs(pace.rate - rate) < 1e-6 * rate
    assert abs(pace.seconds_left - (300 - seconds)) < 1e-3
    assert pace.fraction == rate * seconds / total


@given(courses())
def test_a_course_keeps_no_more_than_its_window_needs(samples):
    course = course_of(samples)
    kept = list(course._samples)
    assert all(sample.at > kept[-1].at - WINDOW for sample in kept[2:])


def test_before_the_first_word_nothing_is_known():
    assert course_of([]).pace(5).fraction is None


def test_no_rate_is_told_from_the_first_burst():
    course = course_of([Sample(0, Progress("read", "a", 0, 100)), Sample(0.1, Progress("read", "a", 50, 100))])
    assert course.pace(0.1).rate is None
    assert course.pace(SETTLED).rate == 50 / SETTLED


def test_a_slower_entity_is_followed_within_the_window():
    fast = steady(1_000, 60)
    slow = [Sample(60 + s, Progress("read", "note", 60_000 + 10 * s)) for s in range(1, round(WINDOW) + 2)]
    assert round(course_of([*fast, *slow]).pace(60 + WINDOW + 1).rate) == 10


def test_a_job_that_falls_silent_slows_down():
    course = course_of(steady(100, 10, 10_000))
    assert course.pace(60).rate < course.pace(10).rate


def test_a_new_step_begins_a_new_course():
    course = course_of([*steady(100, 10, 1_000), Sample(11, Progress("verify", "contact", 0, 1_000))])
    assert course.pace(11).rate is None
    assert course.pace(11).fraction == 0


def test_more_than_the_expected_total_means_that_nobody_can_tell():
    pace = course_of(steady(100, 10, 900)).pace(10)
    assert pace.fraction is None
    assert pace.seconds_left is None
    assert pace.rate == 100


@given(st.floats(0, 1))
def test_a_hundred_per_cent_means_that_nothing_is_left(fraction):
    assert 0 <= percent(fraction) <= 100
    assert (percent(fraction) == 100) == (fraction == 1)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_the_time_left_is_told_in_steps_that_never_promise_too_little(one, other):
    assert coarse(one) >= one
    if one <= other:
        assert coarse(one) <= coarse(other)


@given(st.floats(0.01, 1e9))
def test_rates_are_rounded_to_two_figures(rate):
    assert abs(rounded_rate(rate) - rate) <= rate * 0.051
