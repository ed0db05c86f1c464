//! What the server's secret is worth.

use super::Finding;
use crate::config::Config;

/// Only the testing profile gets as far as here with a secret that will not do.
pub(super) fn look(config: &Config) -> Finding {
    if config.secrets.is_built_in() {
        return Finding::Note(
            "the one of the testing profile, which stands in the source: anybody can make themselves anybody"
                .to_owned(),
        );
    }
    match config.secrets.weakness() {
        Some(weakness) => Finding::Note(format!("{weakness}; the testing profile takes it all the same")),
        None => Finding::Good("long and random enough".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Secret, testing};

    fn said(key: Option<&str>) -> (bool, String) {
        let mut config = testing();
        if let Some(key) = key {
            config.secrets.key = Secret::new(key);
        }
        match look(&config) {
            Finding::Good(text) => (true, text),
            Finding::Note(text) | Finding::Bad(text) => (false, text),
        }
    }

    #[test]
    fn the_built_in_secret_is_never_called_good() {
        let (is_good, text) = said(None);

        assert!(!is_good && text.contains("stands in the source"), "{text}");
    }

    #[test]
    fn a_secret_is_called_what_it_is() {
        assert_eq!(said(Some("kX8f2LqP9vTz4WmR7sYb1NcH6dJg3AeU")), (true, "long and random enough".to_owned()));
        let (is_good, text) = said(Some("short"));
        assert!(!is_good && text.starts_with("is too short"), "{text}");
    }
}
