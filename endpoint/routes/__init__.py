"""One blueprint for each way in, and what the dataset and the endpoint say of themselves."""
