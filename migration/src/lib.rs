//! Schema steps for both engines.
