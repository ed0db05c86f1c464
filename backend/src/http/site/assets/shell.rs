//! What a page must name to start the app: read from the index.html that Trunk wrote, in its order.
//!
//! The page itself is the server's; of Trunk's only the links count. The reader below knows no more HTML than that.

use std::fmt::Write as _;

use broadsheet_frontend::routes::Program;

use super::ProgramFiles;

/// A file with the fingerprint a browser checks it against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Address such as `/assets/main-c920ca43256fdcb9.css`.
    pub href: String,
    /// Value for an `integrity` attribute; empty for a file that is not ours to serve.
    pub integrity: String,
}

/// The hashed names of one build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shell {
    /// Style sheets, in order.
    pub styles: Vec<Link>,
    /// Classic scripts that run before the first paint, in order.
    pub scripts: Vec<Link>,
    /// The module that starts the app.
    pub boot: Option<Link>,
    /// The programs, one of which a page starts.
    pub programs: Vec<ProgramFiles>,
    /// The one that every page starts besides.
    pub live: Option<ProgramFiles>,
    /// Icons: `rel` and the file.
    pub others: Vec<(String, Link)>,
}

impl Shell {
    /// Adds what Trunk's index.html links to the programs, which are found without it. `integrity` gives the fingerprint of
    /// an address.
    pub(super) fn read(index: &str, mut shell: Self, integrity: impl Fn(&str) -> Option<String>) -> Self {
        let link = |href: &str| Link { href: href.to_owned(), integrity: integrity(href).unwrap_or_default() };
        for tag in tags(index) {
            let attribute = |name: &str| tag.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
            match (tag.name, attribute("rel"), attribute("href").or(attribute("src"))) {
                ("link", Some("stylesheet"), Some(href)) => shell.styles.push(link(href)),
                ("link", Some("modulepreload" | "preload"), _) => {}
                ("link", Some(rel), Some(href)) => shell.others.push((rel.to_owned(), link(href))),
                ("script", _, Some(src)) if attribute("type") == Some("module") => shell.boot = Some(link(src)),
                ("script", _, Some(src)) => shell.scripts.push(link(src)),
                _ => {}
            }
        }
        shell
    }

    /// The part of a `<head>` that styles the page and starts a program; ready HTML, the same for all its pages.
    ///
    /// Scripts that run before the first paint come first, then styles, then what the app needs, which a browser
    /// fetches while it shows the page. The live program is only named: `boot` fetches it when it is of use.
    pub fn tags(&self, program: Program) -> String {
        let mut html = String::new();
        for script in &self.scripts {
            let _ = write!(html, r#"<script src="{}" integrity="{}"></script>"#, script.href, script.integrity);
        }
        for style in &self.styles {
            let _ = write!(html, r#"<link rel="stylesheet" href="{}" integrity="{}">"#, style.href, style.integrity);
        }
        for (rel, link) in &self.others {
            let _ = write!(html, r#"<link rel="{rel}" href="{}">"#, link.href);
        }
        let files = self.programs.iter().find(|files| files.name == program.name());
        if let (Some(boot), Some(ProgramFiles { glue, wasm, .. })) = (&self.boot, files) {
            let _ = write!(
                html,
                concat!(
                    r#"<meta name="broadsheet-app" data-glue="{glue}" data-wasm="{wasm}" data-wasm-integrity="{wasm_integrity}">"#,
                    r#"<link rel="modulepreload" href="{glue}" integrity="{glue_integrity}">"#,
                    r#"<link rel="preload" href="{wasm}" as="fetch" type="application/wasm" crossorigin>"#,
                    r#"<script type="module" src="{boot}" integrity="{boot_integrity}"></script>"#,
                ),
                glue = glue.href,
                glue_integrity = glue.integrity,
                wasm = wasm.href,
                wasm_integrity = wasm.integrity,
                boot = boot.href,
                boot_integrity = boot.integrity,
            );
            if let Some(ProgramFiles { glue, wasm, .. }) = &self.live {
                let _ = write!(
                    html,
                    concat!(
                        r#"<meta name="broadsheet-live" data-glue="{}" data-glue-integrity="{}" "#,
                        r#"data-wasm="{}" data-wasm-integrity="{}">"#,
                    ),
                    glue.href, glue.integrity, wasm.href, wasm.integrity,
                );
            }
        }
        html
    }
}

struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

/// Start tags of a document that Trunk wrote: comments and end tags are passed over.
fn tags(mut html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    while let Some((_, rest)) = html.split_once('<') {
        let (end, skip) = if rest.starts_with("!--") { ("-->", true) } else { (">", rest.starts_with(['/', '!'])) };
        let Some((inside, after)) = rest.split_once(end) else { break };
        html = after;
        if !skip {
            tags.push(tag(inside));
        }
    }
    tags
}

fn tag(inside: &str) -> Tag<'_> {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(end) = rest.find(|c: char| c == '=' || c.is_whitespace()) else {
            if !rest.is_empty() {
                attributes.push((rest, ""));
            }
            break;
        };
        let (key, after) = rest.split_at(end);
        let Some(value) = after.strip_prefix('=') else {
            attributes.push((key, ""));
            rest = after;
            continue;
        };
        let quoted = value.strip_prefix('"').and_then(|value| value.split_once('"'));
        let quoted = quoted.or_else(|| value.strip_prefix('\'').and_then(|value| value.split_once('\'')));
        let (value, after) = quoted.unwrap_or_else(|| value.split_once(char::is_whitespace).unwrap_or((value, "")));
        attributes.push((key, value));
        rest = after;
    }
    Tag { name, attributes }
}
