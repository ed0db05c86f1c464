//! Every example of the CommonMark specification, before sanitising.

use comrak::markdown_to_html;
use serde::Deserialize;

#[derive(Deserialize)]
struct Example {
    example: u32,
    section: String,
    markdown: String,
    html: String,
}

/// Examples that posts mean to read differently, and why.
const DIFFERENT: &[(u32, &str)] = &[
    (602, "an address in running text is a link, angle brackets around it or not"),
    (608, "an address in running text is a link"),
    (611, "an address in running text is a link"),
    (612, "a mail address in running text is a link"),
];

fn examples() -> Vec<Example> {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("../../../../tests/fixtures/commonmark/spec-0.31.2.json")).unwrap();
    assert_eq!(examples.len(), 652);
    examples
}

/// With the options of posts, not with those that make the specification pass.
#[test]
fn posts_read_every_example_as_the_specification_does_but_for_those_that_are_listed() {
    let options = super::options(super::Profile::Post);
    let mut wrong = Vec::new();

    for example in examples() {
        let html = markdown_to_html(&example.markdown, &options);
        let reason = DIFFERENT.iter().find(|(number, _)| *number == example.example).map(|(_, reason)| reason);
        match (html == example.html, reason) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => wrong.push(format!("{} is listed ({reason}) and is the same", example.example)),
            (false, None) => wrong.push(format!(
                "{} ({}): {:?}\n    specified {:?}\n    is        {html:?}",
                example.example, example.section, example.markdown, example.html
            )),
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_example_renders_in_every_profile() {
    let markdown = super::Markdown::new();

    for example in examples() {
        for profile in [super::Profile::Post, super::Profile::Comment, super::Profile::Bio] {
            assert!(markdown.render(&example.markdown, profile).is_ok(), "example {}", example.example);
        }
    }
}
