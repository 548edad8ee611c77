from django.db import models


class MediaAsset(models.Model):
    """A picture, named by the SHA-256 digest of its bytes, and therefore immutable."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=50)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="content/")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
