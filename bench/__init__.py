"""Speed as ratios in one run: what a page needs against one hand-written aggregate."""
