//! HTTP: routes, extractors, middleware and problem answers. Business rules live in `services`.

pub mod site;
