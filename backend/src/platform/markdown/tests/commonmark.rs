//! Every example of the CommonMark specification, before sanitising.

use comrak::{Options, markdown_to_html};
use serde::Deserialize;

#[derive(Deserialize)]
struct Example {
    example: u32,
    section: String,
    markdown: String,
    html: String,
}

#[test]
fn every_example_of_the_specification_passes() {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("../../../../tests/fixtures/commonmark/spec-0.31.2.json")).unwrap();
    assert_eq!(examples.len(), 652);
    let mut options = Options::default();
    options.render.r#unsafe = true;

    for example in examples {
        let html = markdown_to_html(&example.markdown, &options);

        assert_eq!(html, example.html, "example {} ({}): {:?}", example.example, example.section, example.markdown);
    }
}

#[test]
fn every_example_renders_in_every_profile() {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("../../../../tests/fixtures/commonmark/spec-0.31.2.json")).unwrap();
    let markdown = super::Markdown::new();

    for example in examples {
        for profile in [super::Profile::Post, super::Profile::Comment, super::Profile::Bio] {
            assert!(markdown.render(&example.markdown, profile).is_ok(), "example {}", example.example);
        }
    }
}
