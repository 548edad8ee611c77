"""Views: permission, form, one domain call, response."""
