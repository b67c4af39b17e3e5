"""Every page read once, in as many processes as are given; what is known from an earlier build is kept."""
