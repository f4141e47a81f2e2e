"""The demo: one command that prepares and serves the product, and people made by the product's own actions."""
