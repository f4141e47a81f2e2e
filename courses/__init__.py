"""What is on offer, who takes part, what they have achieved, and whether the programme is fulfilled.

One Django app, one room per thing people do; the rooms and their order stand in `docs/house.md`.
"""
