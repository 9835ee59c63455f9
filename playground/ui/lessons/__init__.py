"""What the lecture's pages show."""
