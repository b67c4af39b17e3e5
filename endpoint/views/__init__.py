"""What pages show, as plain values: one module for each kind of page. No HTML here, and no HTTP."""
