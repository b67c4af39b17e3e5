"""Programs that measure; what they compare runs side by side."""
