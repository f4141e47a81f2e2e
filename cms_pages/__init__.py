"""Content as trainers write it: Wagtail pages, their blocks, the curriculum file, and freezing into a version."""
