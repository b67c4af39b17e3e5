"""Which pages mean the same release, and whose word counts where they differ."""
