"""Views of the editors' desk."""
