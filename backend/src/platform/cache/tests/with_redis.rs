//! The cache with a real Redis behind it.
