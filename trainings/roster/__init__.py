"""受講者名簿: its columns, its export, and its import with preview, confirmation and undo."""
