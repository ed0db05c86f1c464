//! Row C8: what is refused, and that it is refused alike everywhere.

use super::*;

fn outcome(source: &str) -> Result<(), RenderError> {
    Markdown::new().render(source, Profile::Post).map(|_| ())
}

#[test]
fn c8_length_is_capped_to_the_byte() {
    assert_eq!(outcome(&"a".repeat(MAX_SOURCE_BYTES)), Ok(()));
    assert_eq!(outcome(&"a".repeat(MAX_SOURCE_BYTES + 1)), Err(RenderError::TooLong { bytes: MAX_SOURCE_BYTES + 1 }));
}

#[test]
fn c8_nesting_is_capped() {
    let quotes = |depth: usize| format!("{}a", "> ".repeat(depth));
    // The paragraph and its text are two levels more.
    assert_eq!(outcome(&quotes(MAX_NESTING - 2)), Ok(()));
    assert_eq!(outcome(&quotes(MAX_NESTING - 1)), Err(RenderError::TooDeep));

    let emphasis = |depth: usize| format!("{}a{}", "*".repeat(depth), "*".repeat(depth));
    assert_eq!(outcome(&emphasis(1_000)), Err(RenderError::TooDeep));

    let raw = |depth: usize| "<b>".repeat(depth);
    assert_eq!(outcome(&raw(MAX_NESTING)), Ok(()));
    assert_eq!(outcome(&raw(MAX_NESTING + 1)), Err(RenderError::TooDeep));
    assert_eq!(outcome(&"<b>x</b>".repeat(1_000)), Ok(()));
    assert_eq!(outcome(&"<b></i>".repeat(1_000)), Err(RenderError::TooDeep));
}

#[test]
fn c8_tables_that_blow_up_are_refused_before_parsing() {
    let table = format!("{}\n{}\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|a\n".repeat(1_000));
    assert_eq!(outcome(&table), Err(RenderError::TooComplex));
    assert_eq!(outcome(&format!("> {}", table.replace('\n', "\n> "))), Err(RenderError::TooComplex));

    for row in ["|a|b|c|\n", "a|b|c\n"] {
        assert_eq!(outcome(&format!("|a|b|c|\n|-|-|-|\n{}", row.repeat(3_500))), Ok(()));
    }
}

#[test]
fn c8_nodes_raw_tags_and_footnotes_are_counted() {
    assert_eq!(outcome(&"- a\n".repeat(9_000)), Ok(()));
    assert_eq!(outcome(&"- a\n".repeat(20_000)), Err(RenderError::TooComplex));
    assert_eq!(outcome(&format!("<div>\n{}", "<i>x</i>".repeat(2_000))), Err(RenderError::TooComplex));
    assert_eq!(outcome(&"& ".repeat(60_000)), Err(RenderError::TooComplex));
    assert_eq!(outcome(&format!("{}\n\n", "Il a dit « bonjour » à Zoé & Cie. ".repeat(60)).repeat(40)), Ok(()));
    assert_eq!(outcome(&format!("[^a]: x\n\n{}", "[^a] ".repeat(1_001))), Err(RenderError::TooComplex));
}

#[test]
fn c8_headings_beyond_the_cap_have_no_anchor() {
    let rendered = render(&"## a\n".repeat(501), Profile::Post);

    assert_eq!(rendered.table_of_contents.len(), 500);
    assert!(rendered.html.ends_with("rel=\"ugc nofollow noopener\"></a></h2>\n<h2>a</h2>\n"));
}

#[test]
fn c8_code_beyond_the_cap_stays_plain() {
    let block = |lines: usize| format!("```rust\n{}```\n\n", "let a = 1;\n".repeat(lines));
    let html = post(&format!("{}{}", block((MAX_HIGHLIGHTED_BYTES - 100) / 11), block(1)));

    assert!(html.contains("hl-keyword"));
    assert!(html.ends_with("<pre tabindex=\"0\" data-language=\"Rust\"><code>let a = 1;\n</code></pre>\n"));
}

#[test]
fn c8_a_generated_line_keeps_its_block_plain() {
    assert!(!post(&format!("```js\n{}\n```\n", "var a=1;".repeat(200))).contains("hl-"));
}

#[test]
fn c8_bombs_neither_panic_nor_hang() {
    let bombs = [
        ">",
        "[",
        "![",
        "[a](",
        "*a **a ",
        "a**b_c* ",
        "~",
        "`",
        "[^1]",
        "[^a",
        "|",
        "|a|\n|-|\n",
        "- ",
        "1. ",
        "<",
        "<a ",
        "<!-- ",
        "<?",
        "<![CDATA[",
        "</p>",
        "<table>",
        "<p><b>",
        "&",
        "&#",
        "http://",
        "www.a@",
        "_",
        "\\",
        "# a\n",
        "a\n=\n",
        "\u{301}",
        "\t",
    ];
    for bomb in bombs {
        let source = bomb.repeat(4_000 / bomb.len());
        let first = outcome(&source);
        assert_eq!(outcome(&source), first, "{bomb:?}");
    }
}
