//! Configuration: one typed, documented section a file. Imports nothing of ours.
