"""One message to one person, by mail and in the app. Called by name from actions; nobody registers here."""
