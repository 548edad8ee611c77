"""Forms of the editors' desk."""
