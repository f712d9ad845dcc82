"""What goes in and what comes out, as values: offers, orders, checkouts, baskets, context."""
