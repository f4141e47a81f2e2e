"""Tests: question bank, attempts, answers and their grading.

Not here: what a result means for the certificate (`qualification`), practice tasks (`assignments`).
"""
