//! The renderer against its promises: what it writes here, CommonMark, hostile input and caps in their own files.

mod caps;
mod commonmark;
mod hostile;
mod mentions;

use super::*;

fn render(source: &str, profile: Profile) -> Rendered {
    Markdown::new().render(source, profile).unwrap()
}

fn post(source: &str) -> String {
    render(source, Profile::Post).html
}

#[test]
fn headings_get_anchors_and_a_table_of_contents() {
    let rendered = render("## One *two*\n\n### Über uns\n\n## One two\n", Profile::Post);

    let heading = |level, id: &str, text: &str| Heading { level, id: id.into(), text: text.into() };
    assert_eq!(
        rendered.table_of_contents,
        [
            heading(2, "h-one-two", "One two"),
            heading(3, "h-über-uns", "Über uns"),
            heading(2, "h-one-two-1", "One two")
        ]
    );
    assert!(
        rendered
            .html
            .starts_with("<h2 id=\"h-one-two\">One <em>two</em><a class=\"heading-anchor\" href=\"#h-one-two\"")
    );
}

#[test]
fn generics_in_headings_stand_in_the_table_of_contents() {
    let rendered = render("## A `Vec<T>` of Box<T>\n\n### <b>Bold</b> &amp; <br>plain\n\nA Vec<T>.\n", Profile::Post);

    let texts: Vec<&str> = rendered.table_of_contents.iter().map(|heading| heading.text.as_str()).collect();
    assert_eq!(texts, ["A Vec<T> of Box<T>", "Bold & plain"]);
    assert!(rendered.html.starts_with("<h2 id=\"h-a-vect-of-boxt\">A <code>Vec&lt;T&gt;</code> of Box&lt;T&gt;<a "));
    assert_eq!(rendered.first_paragraph, "A Vec<T>.");
    assert!(rendered.plain_text.contains("of Box<T>"), "{}", rendered.plain_text);
}

#[test]
fn a_first_level_heading_moves_all_headings_down() {
    let rendered = render("# A\n\n## B\n\n###### F\n", Profile::Post);

    let levels: Vec<u8> = rendered.table_of_contents.iter().map(|heading| heading.level).collect();
    assert_eq!(levels, [2, 3, 6]);
    assert!(!rendered.html.contains("<h1"));
}

#[test]
fn fragments_lead_to_the_headings_they_name() {
    assert!(post("[x](#usage)\n\n## Usage\n").contains("<a href=\"#h-usage\""));
    assert!(post("<a href='#usage'>x</a> <a name=usage></a>").contains("<a id=\"h-usage\""));
}

#[test]
fn code_is_highlighted_with_listed_classes_and_carries_its_language() {
    let html = post("```rust,ignore\nfn main() { let name = \"x\"; } // end\n```\n");

    assert!(
        html.starts_with("<pre tabindex=\"0\" data-language=\"Rust\"><code><span class=\"hl-keyword\">fn</span> "),
        "{html}"
    );
    assert!(html.contains("<span class=\"hl-function\">main</span>"));
    assert!(html.contains("<span class=\"hl-string\">\"x\"</span>"));
    assert!(html.contains("<span class=\"hl-comment\">// end"));
}

#[test]
fn newer_keywords_of_rust_are_marked() {
    let html = post("```rust\nasync fn f(x: &dyn Any) { g().await }\n```\n");

    for keyword in ["async", "dyn", "await"] {
        assert!(
            html.contains(&format!("{keyword}</span>")) || html.contains(&format!("{keyword} fn</span>")),
            "{keyword} in {html}"
        );
    }
}

#[test]
fn every_listed_language_with_a_syntax_has_one() {
    for language in languages::LANGUAGES.iter().filter(|language| !language.syntax.is_empty()) {
        assert!(Highlighter::default().knows(language), "{}", language.label);
    }
}

#[test]
fn toml_is_highlighted() {
    let html = post("```toml\n[dependencies] # none\nserde = { version = \"1\", optional = true }\n```\n");

    for marked in [
        "<span class=\"hl-type\">dependencies</span>",
        "<span class=\"hl-attribute\">version</span>",
        "<span class=\"hl-string\">\"1\"</span>",
        "<span class=\"hl-constant\">true</span>",
        "<span class=\"hl-comment\"># none",
    ] {
        assert!(html.contains(marked), "{marked} in {html}");
    }
}

#[test]
fn unknown_languages_stay_plain() {
    assert_eq!(post("```frobnicate\na < b\n```\n"), "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>\n");
}

#[test]
fn own_images_are_shown_and_others_become_links() {
    let rendered =
        render("![own](/media/a-1.png \"t\") ![far](https://e.org/x.png) ![own](/media/a-1.png)", Profile::Post);

    assert_eq!(rendered.images, ["/media/a-1.png"]);
    assert!(
        rendered
            .html
            .contains("<img src=\"/media/a-1.png\" alt=\"own\" title=\"t\" loading=\"lazy\" decoding=\"async\">")
    );
    assert!(rendered.html.contains("<a href=\"https://e.org/x.png\" rel=\"ugc nofollow noopener\">far</a>"));
}

#[test]
fn own_images_keep_their_place() {
    let image = "/media/5e-800x600.jpg";

    assert!(post(&format!("![a]({image})")).contains("alt=\"a\" width=\"800\" height=\"600\" loading=\"lazy\""));
    for (asked, given) in [
        ("", "width=\"800\" height=\"600\""),
        ("width=400", "width=\"400\" height=\"300\""),
        ("height=60", "width=\"80\" height=\"60\""),
        ("width=10 height=10", "width=\"10\" height=\"10\""),
        ("width=100%", "width=\"800\" height=\"600\""),
        ("width=0 height=99999999999", "width=\"800\" height=\"600\""),
    ] {
        let html = post(&format!("<img src=\"{image}\" alt=a {asked}>"));
        assert!(html.contains(given), "{asked}: {html}");
    }
    for odd in ["/media/5e-0x5.jpg", "/media/5e-99999x5.jpg", "/media/5ex5.jpg", "/media/x.jpg", "/media/5e-x.jpg"] {
        assert!(!post(&format!("![a]({odd})")).contains("width"), "{odd}");
    }
}

#[test]
fn c5_remote_titles_and_pictures_stay_text() {
    let html = post("![\"><script>alert(1)</script>](https://e.org/x.png \"<img src=x onerror=alert(1)>\")");

    assert!(!html.contains("<img") && !html.contains("<script"), "{html}");
    assert!(html.contains("href=\"https://e.org/x.png\""), "{html}");
    let raw = "<img src=https://e.org/x.png alt='<b>x</b>'><iframe src=https://e.org/embed title='<b>x</b>'></iframe>";
    assert!(!post(raw).contains("<b>") && !post(raw).contains("<iframe"), "{}", post(raw));
}

#[test]
fn raw_images_follow_the_same_rule() {
    let html = post("<img src=\"/media/a-1.png\" alt=own width=10><img src=https://e.org/x.png alt=far>");

    assert!(html.contains("<img src=\"/media/a-1.png\" alt=\"own\" loading=\"lazy\" decoding=\"async\">"), "{html}");
    assert!(html.contains("<a href=\"https://e.org/x.png\" rel=\"ugc nofollow noopener\">far</a>"));
}

#[test]
fn a_linked_remote_image_leaves_one_link() {
    assert_eq!(
        post("[![badge](https://e.org/b.svg)](https://e.org/)"),
        "<p><a href=\"https://e.org/\" rel=\"ugc nofollow noopener\">badge</a></p>\n"
    );
}

#[test]
fn tables_scroll_in_a_frame_that_keys_reach() {
    let html = post("|a|b|\n|-|-:|\n|1|2|\n");

    assert!(html.starts_with("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\">\n<table>"), "{html}");
    assert!(html.contains("<td align=\"right\">2</td>"));
    assert!(html.ends_with("</table>\n</div>\n"));
}

#[test]
fn tasks_and_footnotes_keep_their_marks() {
    let html = post("- [x] done\n\nSee[^a].\n\n[^a]: there\n");

    assert!(
        html.contains(
            "<input type=\"checkbox\" class=\"task-list-item-checkbox\" checked=\"\" disabled=\"\" aria-label=\"Task\">"
        ),
        "{html}"
    );
    assert!(html.contains("<a href=\"#fn-a\" id=\"fnref-a\" rel=\"ugc nofollow noopener\">1</a>"));
    assert!(html.contains("<li id=\"fn-a\">"));
}

#[test]
fn generics_in_running_text_are_shown_as_typed() {
    assert_eq!(post("A Vec<T> and <Foo bar>.\n"), "<p>A Vec&lt;T&gt; and &lt;Foo bar&gt;.</p>\n");
}

#[test]
fn raw_blocks_of_the_allowed_kind_pass() {
    let html = post("<details open>\n<summary>More</summary>\n\nInner *text*.\n\n</details>\n");

    assert_eq!(html, "<details open=\"\">\n<summary>More</summary>\n<p>Inner <em>text</em>.</p>\n</details>\n");
}

#[test]
fn comments_have_no_images_no_ids_and_no_headings() {
    for profile in [Profile::Comment, Profile::Bio] {
        let rendered = render("# Big\n\n![x](/media/a-1.png) [^1]\n\n[^1]: x\n\n<h2 id=a>y</h2>", profile);

        assert!(rendered.html.starts_with("<p><strong>Big</strong></p>"), "{}", rendered.html);
        assert!(!rendered.html.contains("<img") && !rendered.html.contains("id=") && !rendered.html.contains("<h"));
        assert_eq!(rendered.table_of_contents, []);
    }
}

#[test]
fn c9_links_in_talk_do_not_lead_into_the_post_around_it() {
    for profile in [Profile::Comment, Profile::Bio] {
        for source in ["[x](#fn-a)", "<a href='#fnref-a'>x</a>", "<a href=' #usage'>x</a>", "[x](#)", "[x](<#fn-a>)"] {
            let html = render(source, profile).html;
            assert!(!html.contains("href") && html.contains(">x</a>"), "{source}: {html}");
        }
        assert!(render("[x](https://example.org/#fn-a)", profile).html.contains("href=\"https://example.org/#fn-a\""));
    }
    assert!(post("[x](#fn-a)").contains("href=\"#fn-a\""));
}

#[test]
fn words_are_counted_without_code_and_text_is_kept_with_it() {
    let rendered =
        render("# Title here\n\nThree *more* words.\n\n```rust\nlet code = 1;\n```\n\n- item\n", Profile::Post);

    assert_eq!(rendered.word_count, 6);
    assert_eq!(rendered.reading_minutes, 1);
    assert_eq!(rendered.plain_text, "Title here\nThree more words.\nlet code = 1;\nitem\n");
    assert_eq!(rendered.first_paragraph, "Three more words.");
}

#[test]
fn excerpts_are_cut_at_a_word() {
    let rendered = render(&"wordy ".repeat(100), Profile::Post);

    assert!(rendered.first_paragraph.ends_with("wordy…"), "{}", rendered.first_paragraph);
    assert!((270..=280).contains(&rendered.first_paragraph.chars().count()));
    assert_eq!(text::cut_at_word("日本語日本語", 4), "日本語…");
    assert_eq!(text::cut_at_word("short", 280), "short");
}

#[test]
fn text_of_html_parts_blocks_and_not_what_stands_in_one_line() {
    let of = |source: &str| text::text_of_html(&render(source, Profile::Comment).html);

    assert_eq!(
        of("Ask @mina.\n\nOr *me*, `us` and [them](https://example.org/ \"1 > 0\")!"),
        "Ask @mina. Or me, us and them!"
    );
    assert_eq!(of("- one\n- two\n\n> three\n\nfour  \nfive & <six>"), "one two three four five & <six>");
    assert_eq!(text::text_of_html("a<br>b<b>c</b>d <a title=\"e > f\" href=\"#\">g</a>."), "a bcd g.");
}

#[test]
fn marks_of_footnotes_are_no_words() {
    let source = "The colour[^1] problem[^1], through[^long].\n\n[^1]: One\n[^long]: Two *notes*";

    let rendered = render(source, Profile::Post);

    assert_eq!(text::text_of_html(&rendered.html), "The colour problem, through. One Two notes");
    assert!(rendered.html.contains('↩') && rendered.html.contains(">1</a></sup>"), "{}", rendered.html);
    assert_eq!(rendered.first_paragraph, "The colour problem, through.");
    assert_eq!(rendered.plain_text.lines().next(), Some("The colour problem, through."));
}

#[test]
fn words_of_raw_html_are_parted_by_blocks_and_breaks_alone() {
    let rendered =
        render("<p>He<b>ll</b>o <a href='/x'>there</a>.</p><div>And</div>on\n\nA<br>b<u>c</u>\n", Profile::Post);

    assert_eq!(rendered.plain_text, "Hello there. And on\nA bc\n");
    assert_eq!(text::text_of_html(&rendered.html), "Hello there. And on A bc");
}

#[test]
fn c6_the_same_text_gives_the_same_bytes() {
    let source = include_str!("../../../tests/fixtures/xss.json");

    assert_eq!(Markdown::new().render(source, Profile::Post), Markdown::new().render(source, Profile::Post));
}
