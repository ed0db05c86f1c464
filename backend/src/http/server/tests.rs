//! Raw sockets on the real loopback.
