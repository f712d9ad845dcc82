"""What the notebooks are drawn with, and the model that the last one talks to; installed, so that a notebook runs by itself."""
