"""The catalogue of site.toml: what a procedure may say, and what is said of one that can't be."""

import pytest

from devicekit.errors import SettingsError
from devicekit.sample_files import sample
from devicekit.settings import loads
from hub.settings import SiteFile, plan_of

SITE = sample("site.toml").read_text(encoding="utf-8")
ONE = '\n[[procedure]]\ncode = "2.000815"\nname = "Chứng thực bản sao từ bản chính"\n'


def settings(more: str) -> SiteFile:
    return loads(SITE + more, str(sample("site.toml")), SiteFile, "en")


def test_a_procedure_needs_its_code_and_name_alone() -> None:
    plan = plan_of(settings(ONE))
    assert [(each.code, each.service, each.url) for each in plan.procedures] == [
        ("1.001193", "justice", "https://dichvucong.gov.vn/thu-tuc/1.001193"),
        ("2.000815", "", ""),
    ]
    assert plan.language == "vi"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (ONE + ONE, "2.000815"),
        (ONE + 'service = "justcie"\n', 'Did you mean "justice"?'),
        (ONE + 'url = "dichvucong.gov.vn"\n', "http"),
        (ONE + "papers = [" + '"x", ' * 21 + "]\n", "20"),
        (ONE.replace("2.000815", "2 000815"), "1.001193"),
        (ONE.replace("name =", "nme ="), 'Did you mean "name"?'),
    ],
    ids=["twice", "service", "url", "papers", "code", "key"],
)
def test_what_is_wrong_in_the_catalogue_is_said(more: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(more)
    assert any(words in problem for problem in caught.value.problems), caught.value.problems
