"""The shop as one turn sees it: what may be sold, ranked, chosen, paired."""
