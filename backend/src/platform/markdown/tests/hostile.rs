//! Section C of the threat list: what strangers write to run code in other people's pages.

use scraper::{ElementRef, Html, Node};
use serde::Deserialize;
use url::Url;

use super::super::sanitise::Sanitiser;
use super::*;

#[derive(Deserialize)]
struct Vector {
    id: String,
    class: String,
    payload: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("../../../../tests/fixtures/xss.json")).unwrap()
}

/// The places of a text where a payload can stand.
fn placed(payload: &str) -> [String; 8] {
    [
        payload.to_owned(),
        format!("text {payload} text"),
        format!("![{payload}](/media/a-1.png)"),
        format!("[x](https://e.example \"{payload}\")"),
        format!("[{payload}](https://e.example)"),
        format!("```{payload}\nx\n```"),
        format!("> - {payload}"),
        format!("<div>\n{payload}\n</div>"),
    ]
}

/// Asserts that nothing in `html` can run, load, navigate unasked, restyle, or take a name of the page.
fn assert_harmless(html: &str, of: &str) {
    for node in Html::parse_fragment(html).tree.nodes() {
        match node.value() {
            Node::Element(_) => assert_harmless_element(ElementRef::wrap(node).unwrap(), of, html),
            Node::Comment(_) | Node::ProcessingInstruction(_) => panic!("{of}: a comment in {html}"),
            _ => {}
        }
    }
}

fn assert_harmless_element(element: ElementRef<'_>, of: &str, html: &str) {
    const FORBIDDEN: [&str; 14] = [
        "script", "style", "svg", "math", "iframe", "object", "embed", "form", "button", "link", "meta", "base",
        "title", "template",
    ];
    let name = element.value().name();
    assert!(!FORBIDDEN.contains(&name), "{of}: <{name}> in {html}");
    if name == "input" {
        assert_eq!((element.attr("type"), element.attr("disabled")), (Some("checkbox"), Some("")), "{of}: {html}");
    }
    for (attribute, value) in element.value().attrs() {
        let is_bad = attribute.starts_with("on")
            || ["style", "srcset", "srcdoc", "action", "formaction", "name", "background", "target", "download"]
                .contains(&attribute);
        assert!(!is_bad, "{of}: {attribute} in {html}");
        match attribute {
            "href" => assert_harmless_address(value, of),
            "src" => assert!(value.starts_with("/media/") && !value.contains(".."), "{of}: {value}"),
            "id" => assert!(links::ID_PREFIXES.iter().any(|prefix| value.starts_with(prefix)), "{of}: id {value}"),
            "class" => assert!(value.split(' ').all(is_listed_class), "{of}: class {value}"),
            _ => {}
        }
    }
    if name == "a" {
        assert_eq!(element.attr("rel"), Some("ugc nofollow noopener"), "{of}: {html}");
    }
}

fn assert_harmless_address(value: &str, of: &str) {
    let base = Url::parse("https://broadsheet.example/posts/x").unwrap();
    if let Ok(address) = base.join(value) {
        assert!(["http", "https", "mailto"].contains(&address.scheme()), "{of}: {value}");
    }
}

/// The tree as text, attributes in order of name.
fn shape(html: &str) -> String {
    let tree = Html::parse_fragment(html);
    let nodes = tree.tree.nodes().map(|node| match node.value() {
        Node::Element(element) => {
            let attributes: std::collections::BTreeMap<_, _> = element.attrs().collect();
            format!("<{} {attributes:?}>", element.name())
        }
        Node::Text(text) => text.to_string(),
        other => format!("{other:?}"),
    });
    nodes.collect()
}

fn is_listed_class(class: &str) -> bool {
    let listed = "footnote-backref heading-anchor table-scroll task-list-item-checkbox task-list-item contains-task-list footnotes link-host footnote-ref";
    highlight::CLASSES.contains(&class) || listed.split(' ').any(|known| known == class) || class.is_empty()
}

#[test]
fn c1_no_vector_leaves_anything_that_runs() {
    let markdown = Markdown::new();
    assert!(vectors().len() >= 60);

    for Vector { id, class, payload } in vectors() {
        for source in placed(&payload) {
            for profile in [Profile::Post, Profile::Comment, Profile::Bio] {
                let rendered = markdown.render(&source, profile).unwrap();
                assert_harmless(&rendered.html, &format!("{id} ({class}) as {source:?}"));
            }
        }
    }
}

#[test]
fn c1_the_sanitiser_holds_alone() {
    let sanitiser = Sanitiser::for_posts();

    for Vector { id, class, payload } in vectors() {
        let html = sanitiser.clean(&payload);
        assert_harmless(&html, &format!("{id} ({class})"));
        assert_eq!(shape(&sanitiser.clean(&html)), shape(&html), "{id} ({class}) changes when parsed again");
    }
}

#[test]
fn c1_rendered_html_does_not_change_when_parsed_again() {
    let (markdown, sanitiser) = (Markdown::new(), Sanitiser::for_posts());

    for Vector { id, payload, .. } in vectors() {
        for source in placed(&payload) {
            let html = markdown.render(&source, Profile::Post).unwrap().html;
            assert_eq!(shape(&sanitiser.clean(&html)), shape(&html), "{id} as {source:?}");
        }
    }
}

#[test]
fn c2_entity_schemes_are_dropped() {
    let is_scheme = |class: &str| class.starts_with("dangerous scheme") || class.starts_with("scheme hidden");

    for Vector { id, payload, .. } in vectors().into_iter().filter(|vector| is_scheme(&vector.class)) {
        let html = post(&payload);
        let lower = html.to_lowercase();
        assert_harmless(&html, &id);
        for scheme in ["javascript:", "data:", "vbscript:"] {
            assert!(!lower.contains(&format!("href=\"{scheme}")), "{id}: {html}");
        }
    }
}

#[test]
fn c2_links_carry_their_rel() {
    for source in [
        "[x](https://e.example)",
        "<https://e.example>",
        "https://e.example",
        "<a href=https://e.example rel=opener>x</a>",
    ] {
        assert!(post(source).contains("href=\"https://e.example\" rel=\"ugc nofollow noopener\">"), "{source}");
    }
}

#[test]
fn c3_the_allow_list_is_exactly_this() {
    let list = format!(
        "posts\n{}\ncomments and biographies\n{}",
        Sanitiser::for_posts().describe(),
        Sanitiser::for_talk().describe()
    );

    insta::assert_snapshot!(list);
}

#[test]
fn c9_ids_and_names_cannot_take_those_of_the_page() {
    let html = post("# location\n\n# __proto__\n\n<a id=app name=x>y</a>\n\n<p id=page-data>z</p>\n");

    assert!(html.contains("id=\"h-location\"") && html.contains("id=\"h-app\""), "{html}");
    assert!(!html.contains("id=\"page-data\"") && !html.contains("name="), "{html}");
}

#[test]
fn c9_a_link_that_shows_another_host_tells_the_real_one() {
    let disguised = [
        "[https://bank.example](https://evil.example)",
        "[www.bank.example/login](https://evil.example)",
        "<https://bank.example@evil.example/>",
        "<a href=\"https://evil.example\">https://bank.example</a>",
        "<a href=\"https://evil.example\">\n\nhttps://bank.example\n\n</a>",
    ];
    for source in disguised {
        assert!(
            post(source).contains("<span class=\"link-host\"> (evil.example)</span>"),
            "{source}: {}",
            post(source)
        );
    }
    for honest in ["[https://e.example/a](https://www.e.example/b)", "https://e.example", "[lib.rs](https://e.example)"]
    {
        assert!(!post(honest).contains("link-host"), "{honest}");
    }
}

#[test]
fn c9_characters_that_turn_text_around_are_taken_out() {
    assert_eq!(
        post("[\u{202E}moc\u{202C}](https://e.example/\u{2066}x)"),
        "<p><a href=\"https://e.example/x\" rel=\"ugc nofollow noopener\">moc</a></p>\n"
    );
}
