"""What screens say: times and numbers, errors, health, runs, and what the engine stored in English."""
