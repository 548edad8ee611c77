"""The facts sheet (`curriculum/facts.yaml`), with which the curriculum's numbers are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from authoring.quality.claims import DAY, find_amounts, find_claims, find_days, find_years

if TYPE_CHECKING:
    from pathlib import Path

    from authoring.quality.claims import Claim
    from courses.files.documents import CourseSource


@dataclass(frozen=True, slots=True)
class FactsSheet:
    """`numbers`: (amount, unit, A.D. year). `days`: (year, month, day); day 0 is a whole month.

    `need_no_year`: (amount, unit) of numbers that are calculated in a made-up story.
    """

    numbers: frozenset[tuple[str, str, int]]
    days: frozenset[tuple[int, int, int]]
    need_no_year: frozenset[tuple[str, str]]

    def has_number(self, claim: Claim) -> bool:
        """Whether the sheet has the claim's number for one of its years.

        A number without a unit, as in a table, matches every unit.
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

    def claims_not_in_sheet(self, course: CourseSource) -> list[Claim]:
        """The numbers with a year that the sheet does not have."""
        return [
            claim for claim in find_claims(course) if claim.years and not self.has_number(claim)
        ]

    def claims_without_year(self, course: CourseSource) -> list[Claim]:
        """Statistics without a year, unless their chapter has the same number with a year."""
        claims = find_claims(course)
        dated = {
            (claim.chapter, claim.amount, unit)
            for claim in claims
            if claim.years
            for unit in (claim.unit, "")
        }
        return [
            claim
            for claim in claims
            if claim.is_statistic
            and not claim.years
            and (claim.chapter, claim.amount, claim.unit) not in dated
            and (claim.amount, claim.unit) not in self.need_no_year
        ]


def read_facts(path: Path) -> FactsSheet:
    """Read the sheet. Raises ValueError for an entry that has no number or day."""
    numbers: set[tuple[str, str, int]] = set()
    all_days: set[tuple[int, int, int]] = set()
    sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in sheet["facts"]:
        entry_years = {year for words in entry["years"] for year in find_years(f"{words}年")}
        for words in entry.get("numbers", ()):
            [(amount, unit)] = find_amounts(words)
            numbers.update((amount, unit, year) for year in entry_years)
        for words in entry.get("dates", ()):
            [day] = find_days(words)
            all_days.add(day)
    need_no_year = frozenset(
        pair for words in sheet["without_year"] for pair in find_amounts(words)
    )
    return FactsSheet(frozenset(numbers), frozenset(all_days), need_no_year)
