"""Who paid for what."""
