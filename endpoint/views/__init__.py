"""What pages show, as plain values: one module for each kind of page, and what several share. No HTML here, no HTTP."""
