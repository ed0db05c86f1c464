//! The single-page app and its views, which the server renders as first HTML too.
