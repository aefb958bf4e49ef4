"""Speed as ratios against a named peer in the same run. Collected by `make bench` only."""
