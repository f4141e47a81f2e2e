"""How fast the product is, as ratios against a floor measured in the same run on the same database.

`python -m benchmarks` prints them; `--write` also writes `docs/benchmarks.md`. Nothing here is part of the product.
"""
