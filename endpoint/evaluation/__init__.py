"""What runs in a query process: it imports nothing of ours but this room and the tables by columns."""
