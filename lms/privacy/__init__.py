"""Personal data across all models: what is declared, what is exported, erased and deleted when its period is over."""
