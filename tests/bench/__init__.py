"""How fast a click reaches every phone, beside a bare websocket broadcast of the same bytes: `make bench`."""
