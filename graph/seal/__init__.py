"""A snapshot in the making: written down, what breaks a rule withheld, what is kept of those before."""
