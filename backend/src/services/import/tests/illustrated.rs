//! Pictures in every spelling: stored and shown, or named in the report; and nothing else of a text changes.

use super::*;
use crate::platform::markdown::{picture_names, with_addresses};

const DRAWING: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";

/// A folder with these pictures, each another one.
fn folder_of(pictures: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (number, name) in (1..).zip(pictures) {
        let drawing = DRAWING.replace("<rect width='9'", &format!("<rect width='{number}'"));
        fs::write(folder.path().join(name), drawing).unwrap();
    }
    folder
}

fn missing(report: &Report) -> Vec<&str> {
    report.missing.iter().map(|(_, picture)| picture.as_str()).collect()
}

/// The text with each own picture's address as `@`.
fn masked(text: &str) -> String {
    let mut parts = text.split("/media/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))).unwrap_or(part.len());
        format!("{text}@{}", &part[end..])
    })
}

#[tokio::test]
async fn pictures_in_every_spelling_are_shown_or_named() {
    let test = TestContext::new().await;
    let folder = folder_of(&["my pic.svg", "pic_(1).svg", "my.svg", "unq.svg"]);
    fs::write(folder.path().join("x.bmp"), "BM").unwrap();
    let text = "![a](<my pic.svg>) ![b](pic_(1).svg) ![c](x.bmp) <IMG SRC=\"my.svg\"> ![d](gone.png) <img src=unq.svg>";
    fs::write(folder.path().join("a.md"), text).unwrap();

    let report = import(&test.context, folder.path()).await;

    let found = post(&test.context, "a").await;
    let expected = "![a](<@>) ![b](@) ![c](x.bmp) <IMG SRC=\"@\"> ![d](gone.png) <img src=@>";
    assert_eq!(masked(&found.body_markdown), expected);
    assert_eq!(found.body_html.matches("<img").count(), 4, "{}", found.body_html);
    let missing = missing(&report);
    assert!(missing.len() == 2 && missing.contains(&"gone.png"), "{missing:?}");
    assert!(missing.iter().any(|line| line.starts_with("x.bmp (")), "{missing:?}");
}

#[tokio::test]
async fn quotes_lists_tables_and_references_are_read_as_markdown_reads_them() {
    // The parser lets references grow to the length of the text and no further, so this one wants some.
    let words = "word ".repeat(150);
    let by_reference = format!("![r][ref] ![ref][] ![ref] ![R  EF x][REF]\n\n   [ref]: p.svg \"T\"\n\n{words}end\n");
    let cases = [
        ("> ![multi\n> line](p.svg \"t\n> u\") é ![x](p.svg)\nlazy ![x](p.svg)\n", 3),
        ("- ![i](p.svg)\n\t![k](p.svg)\n  1. ![k](p.svg)\n", 3),
        (
            "| a | b |\n|---|---|\n| ![t\\|x](p.svg) | `c\\|d` ![u](p.svg) |\n| <img src=p.svg> | x \\| ![v](p.svg) |\n",
            4,
        ),
        ("**![e](p.svg)** [![in](p.svg)](https://example.org) ![two [x] y](p.svg)\n", 3),
        (by_reference.as_str(), 1),
        ("> - [Ref x]: <p.svg>\n\n![a][ref X]\n", 1),
        ("<div>\n <img alt=x\n   src='p.svg'>\n</div>\n\n> <p>\n> <img src=\"p.svg\">\n", 2),
        ("text <img\n  alt=\"p.svg\"\n  src=\"p.svg\"> end\n", 1),
        ("[^1]\n\n[^1]: foot ![fn](p.svg)\n    more ![fn2](./p.svg)\n", 2),
        ("# Head ![h](p.svg?v=1) #\n\nHead ![h](/p.svg#x)\n===\n", 2),
        ("![a](p\\.svg) ![b](<p.svg> 'T') ![c](\tp.svg ) ![d](%70.svg)\n", 4),
    ];
    for (text, count) in cases {
        let test = TestContext::new().await;
        let folder = folder_of(&["p.svg"]);
        fs::write(folder.path().join("a.md"), format!("---\ntitle: A\n---\n{text}")).unwrap();

        let report = import(&test.context, folder.path()).await;

        let found = post(&test.context, "a").await;
        assert_eq!(found.body_markdown.matches("/media/").count(), count, "{}", found.body_markdown);
        assert!(report.missing.is_empty(), "{text}: {:?}", report.missing);
        let spellings = ["./p.svg", "/p.svg#x", "p.svg?v=1", "p\\.svg", "%70.svg", "p.svg"];
        // An `alt` that reads like the name is no reference.
        let kept = text.replace("alt=\"p.svg\"", "alt=\"kept\"");
        let plain = spellings.iter().fold(kept, |text, spelling| text.replace(spelling, "@"));
        assert_eq!(masked(&found.body_markdown), plain.replace("kept", "p.svg"));
    }
}

#[tokio::test]
async fn what_is_no_reference_stays_byte_for_byte() {
    let test = TestContext::new().await;
    let folder = folder_of(&["p.svg"]);
    let text = "Write src=\"p.svg\" or \\![a](p.svg\\) or `![a](p.svg)` or ``a ` ![a](p.svg)``.\n\n    ![a](p.svg)\n\n\
        ~~~\n```\n![a](p.svg)\n~~~\n\n<!-- ![a](p.svg) <img src=\"p.svg\"> -->\n\nA paragraph\n[x]: p.svg\n\n\
        <div data-src=\"p.svg\" title='src=\"p.svg\"'>p.svg</div>\n\n[no](p.svg.txt) ![far](https://example.org/p.svg) \
        ![far](//example.org/p.svg) ![d](data:image/png;base64,AA) ![e]()\n";
    fs::write(folder.path().join("a.md"), format!("---\ntitle: A\n---\n{text}")).unwrap();

    let report = import(&test.context, folder.path()).await;

    assert_eq!(post(&test.context, "a").await.body_markdown, text);
    assert!(report.missing.is_empty(), "{:?}", report.missing);
}

#[tokio::test]
async fn a_picture_that_is_there_and_not_replaced_is_named() {
    let test = TestContext::new().await;
    let folder = folder_of(&["a&\u{e9}.svg"]);
    // An entity that we do not look up.
    fs::write(folder.path().join("a.md"), "![x](a&amp;&eacute;.svg)").unwrap();

    let report = import(&test.context, folder.path()).await;

    assert_eq!(post(&test.context, "a").await.body_markdown, "![x](a&amp;&eacute;.svg)");
    let missing = missing(&report);
    assert!(missing.len() == 1 && missing[0].starts_with("a&\u{e9}.svg ("), "{missing:?}");
}

/// Every post of the blog that `BROADSHEET_SAMPLE_POSTS` names, or else of the dozen that we have of it.
#[test]
fn every_picture_of_real_posts_is_found_as_it_is_written() {
    let folder = std::env::var_os("BROADSHEET_SAMPLE_POSTS").map_or_else(fixtures, PathBuf::from);
    let files = Source::folder(&folder).unwrap().list().unwrap().files;
    let mut count = 0;

    for file in files {
        let text = fs::read_to_string(folder.join(&file)).unwrap();
        let body = front_matter::Document::parse(&text).unwrap().body;
        let names: Vec<_> = picture_names(&body).unwrap().into_iter().filter(pictures::is_beside).collect();
        let new = names.iter().map(|name| (name.address.clone(), "/media/0-1x1.png".to_owned())).collect();
        let done = with_addresses(&body, &names, &new).unwrap();

        assert!(done.left.is_empty(), "{file}: {:?}", done.left);
        assert_eq!(names.is_empty(), done.text == body, "{file}");
        count += names.len();
    }
    assert!(count >= 5, "{count}");
}
