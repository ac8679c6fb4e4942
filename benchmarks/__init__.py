"""Speed, memory and quality, with the bounds that hold."""
