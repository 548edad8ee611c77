"""The editors' desk. Views: permission, form, one domain call, response."""
