"""Query processes: asked, waited for, killed at the deadline, replaced at once."""
