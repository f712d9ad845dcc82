"""What conversations came to: recorded, followed after the sale, told to the host, and reported."""
