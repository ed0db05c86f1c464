//! Who wrote a post: its author, and the line that names them all where there are several.

use broadsheet_shared::value::DisplayName;

use super::{facts::cut, front_matter::Document};

/// People of one post who get accounts and links; the others are named.
const MAX_PEOPLE: usize = 20;

/// The people of a post that several wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Byline {
    /// All of it, as written.
    pub written: String,
    /// The names in it, in order. The first has the post.
    pub names: Vec<String>,
}

/// The author's name, and who else is named beside it.
pub(super) fn authors(document: &Document) -> Result<(Option<String>, Option<Byline>), String> {
    let mut entries = document.texts("authors")?;
    entries.extend(document.texts("author")?);
    let written = entries.join(", ");
    // In a list each is a name, whatever words it holds; a single text may be a list of its own.
    let mut names: Vec<String> = match &entries[..] {
        [one] => people_of(one).into_iter().filter_map(name).collect(),
        several => several.iter().filter_map(|entry| name(principals(entry))).collect(),
    };
    names.truncate(MAX_PEOPLE);
    let author = names.first().cloned();
    let is_more_than_a_name = names.len() > 1 || principals(&written) != written;
    let byline = (author.is_some() && is_more_than_a_name).then_some(Byline { written, names });
    Ok((author, byline))
}

/// `Ada, Mina, and Jonas` as three.
fn people_of(text: &str) -> Vec<&str> {
    let mut parts = vec![principals(text)];
    for separator in [", and ", ", ", " and ", " & "] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts
}

/// Who wrote, without those for whom they did.
fn principals(text: &str) -> &str {
    text.split_once(" on behalf of ").map_or(text, |(people, _)| people)
}

fn name(part: &str) -> Option<String> {
    let name = part.trim().trim_start_matches('@').trim_end_matches(',').trim();
    (!name.is_empty()).then(|| cut(name, DisplayName::MAX))
}

impl Byline {
    /// As Markdown, each name a link to the account of its place in `usernames`.
    pub fn linked(&self, usernames: &[String]) -> String {
        let (mut line, mut rest) = (String::new(), self.written.as_str());
        for (name, username) in self.names.iter().zip(usernames) {
            // A name that was cut is not found again, and stays words.
            if let Some((before, after)) = rest.split_once(name.as_str()) {
                line = format!("{line}{}[{}](/users/{username})", escape(before), escape(name));
                rest = after;
            }
        }
        format!("*Written by {line}{}.*", escape(rest))
    }
}

/// Names are not Markdown.
fn escape(text: &str) -> String {
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(field: &str) -> (Option<String>, Option<Byline>) {
        authors(&Document::parse(&format!("---\nauthors: {field}\n---\n")).unwrap()).unwrap()
    }

    #[test]
    fn one_name_is_the_author_and_no_line() {
        assert_eq!(of("[The Rust Core Team]"), (Some("The Rust Core Team".to_owned()), None));
        assert_eq!(of("'@mark-i-m'"), (Some("mark-i-m".to_owned()), None));
        assert_eq!(of("[]"), (None, None));
    }

    #[test]
    fn several_names_are_found_in_lists_and_sentences() {
        let names = |field: &str| of(field).1.unwrap().names;

        assert_eq!(names("[Zed One, Yan Two]"), ["Zed One", "Yan Two"]);
        assert_eq!(names("[Research and Development, Ada]"), ["Research and Development", "Ada"]);
        assert_eq!(names("'Ada, Mina, and Jonas & Tomás'"), ["Ada", "Mina", "Jonas", "Tomás"]);
        assert_eq!(names("'Ada, on behalf of the Crew'"), ["Ada"]);
    }

    #[test]
    fn the_line_links_each_name_and_keeps_the_words_between() {
        let line = |field: &str, usernames: &[&str]| {
            let usernames: Vec<String> = usernames.iter().map(|&name| name.to_owned()).collect();
            of(field).1.unwrap().linked(&usernames)
        };

        assert_eq!(
            line("'Niko M and @mark-i-m'", &["niko-m", "mark-i-m-2"]),
            "*Written by [Niko M](/users/niko-m) and \\@[mark\\-i\\-m](/users/mark-i-m-2).*"
        );
        assert_eq!(
            line("'Ada, on behalf of the Crew'", &["ada"]),
            "*Written by [Ada](/users/ada)\\, on behalf of the Crew.*"
        );
    }
}
