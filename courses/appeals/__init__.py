"""Objections (Einsprüche) to assessments: filing, and deciding by somebody who took no part in them.

The row itself, `Appeal`, lives in `progress`, below all that can be appealed; here meet the rooms whose work it is about.
"""
