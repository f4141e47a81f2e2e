"""The smallest valid things, one function each; bigger scenes stand beside their users."""
