"""The start page of each role, the cohort page and the person page. Reads every room; owns no models."""
