"""How a request is answered: in which format, with which headers, and how an error looks."""
