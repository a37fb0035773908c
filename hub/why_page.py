"""Phiếu giải trình thứ tự gọi số: the explanation of a call as one page to print, in both languages."""

from collections.abc import Sequence
from html import escape

from hub.plan import Plan

_PAGE = """<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>{title} {number}</title>
<style>
@page {{ size: A4; margin: 20mm }}
body {{ font: 12pt/1.5 serif; max-width: 170mm; margin: auto }}
h1 {{ font-size: 16pt; text-align: center }}
h2 {{ font-size: 12pt; text-align: center }}
section + section {{ border-top: 1px solid; margin-top: 6mm; padding-top: 2mm }}
p {{ margin: 1mm 0; white-space: pre-wrap }}
</style>
<p>{site}</p>
<h1>{title}</h1>
<section lang="vi">{vi}</section>
<section lang="en"><h2>{title_en}</h2>{en}</section>
</html>
"""


def page(plan: Plan, number: str, titles: tuple[str, str], vi: Sequence[str], en: Sequence[str]) -> str:
    """The page; `titles` in Vietnamese and English."""
    return _PAGE.format(
        title=escape(titles[0]),
        title_en=escape(titles[1]),
        number=escape(number),
        site=escape(plan.name),
        vi=_paragraphs(vi),
        en=_paragraphs(en),
    )


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
