"""What runs in a query process, which imports nothing of ours but this room and the tables by columns."""
