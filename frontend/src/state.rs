//! What outlives a page: where we are, what was read, who is signed in, the theme.
