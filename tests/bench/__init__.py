"""How fast a click reaches every phone, beside a bare websocket broadcast of the same bytes: `make bench`.

Nothing here is a test: figures depend on the machine and on what else it does. tests/test_bench.py only checks that
the benchmark itself works.
"""
