//! What files say about themselves.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{super::source::Source, *};

fn facts(source: &str, text: &str) -> Facts {
    Facts::of(source, &Document::parse(text).unwrap()).unwrap()
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

#[test]
fn dates_come_from_front_matter_path_or_name() {
    let cases = [
        ("a.md", "---\ndate: 2020-02-03\n---\n", at("2020-02-03T12:00:00Z")),
        ("a.md", "+++\ndate = 2020-02-03T04:05:06+01:00\n+++\n", at("2020-02-03T03:05:06Z")),
        ("a.md", "+++\ndate = 2020-02-03 04:05:06\n+++\n", at("2020-02-03T04:05:06Z")),
        ("a.md", "+++\npath = \"inside/2015/1/09/Slug\"\n+++\n", at("2015-01-09T12:00:00Z")),
        ("2019/05/06/a.md", "", at("2019-05-06T12:00:00Z")),
        ("2019-05-06-a-word.md", "", at("2019-05-06T12:00:00Z")),
        ("a.md", "", None),
    ];

    for (source, text, expected) in cases {
        assert_eq!(facts(source, text).date, expected, "{source}: {text}");
    }
    assert!(Facts::of("a.md", &Document::parse("---\ndate: soon\n---\n").unwrap()).is_err());
}

#[test]
fn folders_are_categories_but_a_posts_own_folder_is_not() {
    let category =
        |source: &str, text: &str| facts(source, text).category.map(|(slug, name)| (slug.into_string(), name));
    let inside = Some(("inside-rust".to_owned(), "Inside Rust".to_owned()));

    assert_eq!(category("inside-rust/a.md", ""), inside);
    assert_eq!(category("inside-rust/bundle/index.md", ""), inside);
    assert_eq!(category("bundle/index.md", ""), None);
    assert_eq!(category("2019/05/06/a.md", ""), None);
    assert_eq!(category("_posts/2020-02-03-a.md", ""), None);
    assert_eq!(category("inside-rust/_drafts/a.md", ""), inside);
    assert_eq!(category("inside-rust/a.md", "---\ncategory: Craft\n---\n"), Some(("craft".into(), "Craft".into())));
}

#[test]
fn slugs_come_from_path_or_file_name() {
    let slug = |source: &str, text: &str| facts(source, text).slug.unwrap().into_string();

    assert_eq!(slug("Rust-1.0@1.md", "+++\npath = \"2015/05/15/Rust-1.0\"\n+++\n"), "rust-1-0");
    assert_eq!(slug("MIR/index.md", ""), "mir");
    assert_eq!(slug("2019-05-06-a-word.md", ""), "a-word");
}

#[test]
fn tags_of_languages_stay_apart() {
    let tags: Vec<String> =
        facts("a.md", "---\ntags: [C, C++, 'C#']\n---\n").tags.into_iter().map(TagName::into_string).collect();

    assert_eq!(tags, ["c", "c-plus-plus", "c-sharp"]);
}

#[test]
fn teams_and_releases_become_tags() {
    let text = "+++\n[extra]\nrelease = true\nteam = \"the library team\"\n+++\n";

    let tags: Vec<String> = facts("a.md", text).tags.into_iter().map(TagName::into_string).collect();

    assert_eq!(tags, ["release", "library-team"]);
}

#[test]
fn a_bare_file_takes_its_title_from_its_first_heading() {
    let headed = facts("a.md", "# Hello there\n\nText\n");
    let bare = facts("hello-there.md", "Text\n");

    assert_eq!((headed.title.as_str(), headed.body.as_str()), ("Hello there", "Text\n"));
    assert_eq!((bare.title.as_str(), bare.body.as_str()), ("Hello There", "Text\n"));
}

#[test]
fn a_title_is_plain_text() {
    let given = facts(
        "a.md",
        "---\ntitle: 'Stabilizing `-Znext-solver`, *soon*'\n---\n# Stabilizing -Znext-solver, soon\n\nText",
    );
    let headed = facts("a.md", "# The [old](https://example.org/) `Vec<T>`\n\nText\n");

    assert_eq!((given.title.as_str(), given.body.as_str()), ("Stabilizing -Znext-solver, soon", "Text"));
    assert_eq!((headed.title.as_str(), headed.body.as_str()), ("The old Vec<T>", "Text\n"));
}

#[test]
fn what_jekyll_hugo_and_zola_hold_back_is_a_draft() {
    assert!(facts("_drafts/a.md", "").is_draft);
    assert!(facts("notes/_drafts/a.md", "").is_draft);
    assert!(facts("a.md", "---\ndraft: true\n---\n").is_draft);
    assert!(facts("a.md", "---\npublished: false\n---\n").is_draft);
    assert!(!facts("_posts/2020-02-03-a.md", "---\npublished: true\ndraft: false\n---\n").is_draft);
}

/// The whole blog that `BROADSHEET_SAMPLE_POSTS` names, or else the dozen that we have of it.
#[test]
fn real_front_matter_is_understood() {
    let fixtures = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rust-blog");
    let folder = env::var_os("BROADSHEET_SAMPLE_POSTS").map_or_else(fixtures, PathBuf::from);
    let source = Source::folder(&folder).unwrap();
    let listing = source.list().unwrap();

    for file in &listing.files {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let facts = Facts::of(file, &document).unwrap_or_else(|error| panic!("{file}: {error}"));

        assert!(facts.date.is_some() && facts.author.is_some() && !facts.is_draft, "{file}: {facts:?}");
        assert!(!facts.old_paths.is_empty() && document.body.len() < text.len(), "{file}: {facts:?}");
    }
    assert!(listing.files.len() >= 12 && listing.passed_over.is_empty(), "{listing:?}");
}
