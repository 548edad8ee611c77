"""Where a training leads on, in layers that trainings doesn't know: registered from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainings.enums import TrainingState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from trainings.models import Training


@dataclass(frozen=True)
class TrainingLink:
    """`address` gives the page for a training."""

    label: str | _StrPromise
    address: Callable[[Training], str]


@dataclass(frozen=True)
class ShownLink:
    label: str
    url: str


_closed: list[TrainingLink] = []


def register_closed_link(link: TrainingLink) -> None:
    """Show a link on the desk's page of every closed training."""
    _closed.append(link)


def closed_links(training: Training) -> list[ShownLink]:
    if training.state != TrainingState.CLOSED:
        return []
    return [ShownLink(str(link.label), link.address(training)) for link in _closed]
