//! Every business rule, permission check and transaction.
