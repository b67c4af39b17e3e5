"""Which offices stand beside a name, where each begins and ends, and who shares one."""
