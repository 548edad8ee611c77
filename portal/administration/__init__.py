"""Organizations, their people and roles, the log and the mail: for administrators."""
