//! Every database query, and the one `write()` door to a transaction.
