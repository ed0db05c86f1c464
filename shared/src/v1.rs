//! The DTOs of `/api/v1`: the small, classic contract. Once frozen, only optional fields may be added.
