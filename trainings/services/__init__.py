"""What changes a training: its plan, its registrations, who came, and its closing."""
