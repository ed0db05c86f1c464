//! What is added around typeset text: a bar above each code block, with its language and a button that copies it.
//!
//! The text itself is the server's sanitised HTML and stays as it is; the bar is made by the same function natively and in
//! the browser, so that nothing moves when the app takes over. The app hears the button's clicks (`state::copying`).

use std::fmt::Write as _;

use crate::text::reading as text;

/// Class of the button that copies.
pub const COPY_CLASS: &str = "code__copy";

/// The HTML with a bar above each `<pre>`.
pub fn with_code_bars(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some((before, block, after)) = next_block(rest) {
        out.push_str(before);
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            concat!(
                r#"<div class="code"><div class="code__bar"><span class="code__language">{language}</span>"#,
                r#"<button type="button" class="{class} needs-script">{copy}</button></div>{block}</div>"#,
            ),
            language = language(block),
            class = COPY_CLASS,
            copy = text::COPY,
            block = block,
        );
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Splits around the first `<pre …>…</pre>`. The sanitiser closes what it lets through, and escapes `<` in text.
fn next_block(html: &str) -> Option<(&str, &str, &str)> {
    const END: &str = "</pre>";
    let start = html.find("<pre")?;
    let length = html.get(start..)?.find(END)? + END.len();
    Some((html.get(..start)?, html.get(start..start + length)?, html.get(start + length..)?))
}

/// The value of `data-language`, escaped as it stands there.
fn language(block: &str) -> &str {
    let tag = block.split_once('>').map_or(block, |(tag, _)| tag);
    tag.split_once("data-language=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_gets_its_bar_and_the_rest_stays() {
        let html = r#"<p>a</p><pre tabindex="0" data-language="C &amp; D"><code>x</code></pre><p>b</p><pre>y</pre>"#;

        let with_bars = with_code_bars(html);

        assert!(with_bars.starts_with(
            r#"<p>a</p><div class="code"><div class="code__bar"><span class="code__language">C &amp; D</span>"#
        ));
        assert!(with_bars.contains("</pre></div><p>b</p><div"));
        assert_eq!(with_bars.matches("<button").count(), 2);
    }

    #[test]
    fn broken_blocks_stay_as_they_are() {
        for html in ["", "<p>a</p>", "<pre>never closed", "&lt;pre&gt;x&lt;/pre&gt;"] {
            assert_eq!(with_code_bars(html), html);
        }
    }
}
