//! `[site]`: what the site is called and where it lives.

use url::Url;

use super::{Profile, load::Reader};

section! {
    /// What the site is called and where it lives.
    Site in "site" {
        /// The address that people type. Links in mails and feeds begin with it; https, except on localhost. The default
        /// follows `server.port`.
        base_address: Url = |_| local(), example "https://blog.example.org";
        /// The site's name, until its owner gives it another in the settings.
        name: String = |_| "Broadsheet".to_owned(), example "Broadsheet";
        /// One sentence about the site, until its owner writes another in the settings.
        description: String = |_| "A community blog.".to_owned(), example "News and notes by the people of our town.";
        /// The language of the site's own words, as a BCP 47 tag.
        language: String = |_| "en".to_owned(), example "en";
    }
}

fn local() -> Url {
    Url::parse("http://localhost:8080").expect("a constant that parses, as the test of the defaults shows")
}

impl Site {
    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        let is_local = matches!(self.base_address.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if profile == Profile::Production && self.base_address.scheme() == "http" && !is_local {
            reader.refuse("site.base_address", "must begin with https:// in production, except on localhost");
        }
        let is_tag = self.language.len() <= 35
            && self
                .language
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if !is_tag {
            reader.refuse("site.language", "must be a language tag");
        }
        reader.range("site.name", self.name.chars().count() as u64, 1, 100);
        reader.range("site.description", self.description.chars().count() as u64, 1, 300);
    }

    /// An absolute address on this site; `path` begins with a slash.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base_address.as_str().trim_end_matches('/'))
    }
}
