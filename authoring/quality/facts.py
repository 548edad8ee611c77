"""The facts sheet (`content/facts.yaml`), against which the numbers of the curriculum are held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from authoring.quality.claims import DAY, amounts, claims, days, years

if TYPE_CHECKING:
    from pathlib import Path

    from authoring.quality.claims import Claim
    from courses.files.documents import CourseSource


@dataclass(frozen=True, slots=True)
class Facts:
    """`numbers`: (amount, unit, A.D. year). `days`: (year, month, day); day 0 is a whole month.

    `need_no_year`: (amount, unit) of numbers that are reckoned from a made-up story.
    """

    numbers: frozenset[tuple[str, str, int]]
    days: frozenset[tuple[int, int, int]]
    need_no_year: frozenset[tuple[str, str]]

    def hold(self, claim: Claim) -> bool:
        """Whether the sheet has the number for one of the years that it is said with.

        A number without a unit, as in a table, is held against every unit.
        """
        if claim.unit == DAY:
            month, day = (int(part) for part in claim.amount.split("-"))
            return any(
                known_year in claim.years and known_month == month and day in {0, known_day}
                for known_year, known_month, known_day in self.days
            )
        return any(
            amount == claim.amount and year in claim.years and claim.unit in {"", unit}
            for amount, unit, year in self.numbers
        )

    def unplaced(self, course: CourseSource) -> list[Claim]:
        """The numbers with a year that the sheet does not hold."""
        return [claim for claim in claims(course) if claim.years and not self.hold(claim)]

    def undated(self, course: CourseSource) -> list[Claim]:
        """Findings without a year, in a chapter that does not give the same number with one."""
        everything = claims(course)
        dated = {
            (claim.chapter, claim.amount, unit)
            for claim in everything
            if claim.years
            for unit in (claim.unit, "")
        }
        return [
            claim
            for claim in everything
            if claim.is_statistic
            and not claim.years
            and (claim.chapter, claim.amount, claim.unit) not in dated
            and (claim.amount, claim.unit) not in self.need_no_year
        ]


def read_facts(path: Path) -> Facts:
    """The sheet's numbers and days. Raises ValueError for an entry that names none."""
    numbers: set[tuple[str, str, int]] = set()
    all_days: set[tuple[int, int, int]] = set()
    sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in sheet["facts"]:
        entry_years = {year for words in entry["years"] for year in years(f"{words}年")}
        for words in entry.get("numbers", ()):
            [(amount, unit)] = amounts(words)
            numbers.update((amount, unit, year) for year in entry_years)
        for words in entry.get("dates", ()):
            [day] = days(words)
            all_days.add(day)
    need_no_year = frozenset(pair for words in sheet["without_year"] for pair in amounts(words))
    return Facts(frozenset(numbers), frozenset(all_days), need_no_year)
