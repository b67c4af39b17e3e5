"""What a sealed snapshot holds for those who take the graph with them: counts, dumps and tables.

All of it follows from the data, so that the same data gives the same files, and is made once, at sealing.
"""

from graph.publication.furnish import Beside, furnish, is_whole

__all__ = ["Beside", "furnish", "is_whole"]
