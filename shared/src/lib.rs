//! What browser and server share: DTOs by version, value types, problem codes, permissions.
