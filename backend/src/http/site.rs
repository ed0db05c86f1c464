//! Pages for people: first HTML of public addresses, feeds, the site map and the browser's files.

pub mod assets;
