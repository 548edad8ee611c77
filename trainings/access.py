"""Which training an officer may touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from trainings.models import Training

if TYPE_CHECKING:
    from django.http import HttpRequest


def own_training(request: HttpRequest, pk: int) -> Training:
    """The training if the user runs it; 404 to everyone else."""
    mine = Training.objects.visible_to(request.user).select_related("organization")
    training: Training = get_object_or_404(mine, pk=pk)
    return training
