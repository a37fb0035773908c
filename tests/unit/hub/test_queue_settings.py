"""site.toml about the order of calls: what is right becomes the plan, what contradicts itself names its line."""

import pytest
from test_site_settings import GOOD, errors_of

from devicekit.settings import loads
from hub.plan import DeskPlan, PolicyPlan, RankPlan, SeriesPlan
from hub.settings import SiteFile, plan_of

QUEUE = """
[policy]
name = "mixed"
ratio = 3
ageing_minutes = 45
bound = 8

[[priority]]
id = "one"

[[priority]]
id = "two"
weight = 3

[desk]
no_show_after = 2
undo_seconds = 5
may_override = true

[hours]
learn = 8
"""


def test_the_order_of_calls_becomes_the_plan() -> None:
    more = '\nmay_pick = true\nresult = 1\norder = "listed"\nweights = [3, 1]\nparallel = 2'
    text = GOOD.replace('services = ["land", "civil"]', f'services = ["land", "civil"]{more}', 1)
    text = text.replace('prefix = "A"', 'prefix = "A"\npriority = { prefix = "U", last = 199 }', 1) + QUEUE
    plan = plan_of(loads(text, "site.toml", SiteFile))
    ranks = (RankPlan(id="one"), RankPlan(id="two", weight=3))
    assert plan.policy == PolicyPlan(ratio=3, ageing_ms=45 * 60_000, bound=8, ranks=ranks)
    assert plan.desk == DeskPlan(no_show_after=2, undo_ms=5000, may_override=True)
    assert plan.services[0].priority == SeriesPlan(prefix="U", first=1, last=199)
    counter = plan.counters[0]
    assert (counter.may_pick, counter.result, counter.order, counter.weights) == (True, 1, "listed", (3, 1))
    assert (counter.parallel, plan.counters[1].parallel, plan.hours.learn) == (2, 1, 8)


def test_a_centre_that_says_nothing_of_it_is_as_before() -> None:
    plan = plan_of(loads(GOOD, "site.toml", SiteFile))
    assert (plan.policy, plan.desk) == (PolicyPlan(), DeskPlan())


FIRST = GOOD.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (GOOD + QUEUE.replace("bound = 8", "bound = 2"), FIRST + 5, "bound = 2 is less than ratio = 3"),
        (GOOD + QUEUE.replace('id = "two"', 'id = "one"'), FIRST + 11, 'id "one" is used on line'),
        (GOOD + QUEUE.replace('"mixed"', '"mixd"'), FIRST + 2, '"mixd"'),
        (
            GOOD.replace('services = ["land", "civil"]', 'services = ["land", "civil"]\nweights = [2]', 1),
            23,
            "weights has 1 values, services has 2",
        ),
        (
            GOOD.replace('prefix = "A"', 'prefix = "A"\nbooked = { prefix = "C" }', 1),
            14,
            "overlaps C001–C099 on line 12",
        ),
        (
            GOOD.replace('prefix = "A"', 'prefix = "A"\npriority = { prefix = "S" }', 1),
            12,
            'letter "S" cannot be shown',
        ),
        (
            GOOD.replace('prefix = "A"', 'prefix = "A"\npriority = { prefix = "U", first = 9, last = 3 }', 1),
            12,
            'key "last" is 3; it must be 9',
        ),
    ],
    ids=["bound", "class-twice", "policy-name", "weights", "series-overlap", "series-letter", "series-order"],
)
def test_what_contradicts_itself_names_its_line(text: str, line: int, sentence: str) -> None:
    errors = errors_of(text)
    assert [each for each in errors if sentence in each[1] and each[0] == line], errors
