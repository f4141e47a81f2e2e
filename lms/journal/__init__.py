"""The Nachweisprotokoll: who decided what, and when. Append-only; entries are written by actions, never by views."""
