"""Work that people judge: practice tasks, the practice project with two reviews, the final colloquium."""
