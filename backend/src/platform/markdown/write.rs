//! The tree to HTML: comrak's writer, with our own hand for headings, images, links, tables and code.

use std::fmt::{self, Write};

use comrak::html::{ChildRendering, Context, escape_href, format_document_with_formatter, format_node_default};
use comrak::nodes::{Node, NodeCodeBlock, NodeHeading, NodeLink, NodeValue};
use comrak::options::Plugins;
use comrak::{Anchorizer, Options};

use super::document::Survey;
use super::highlight::{Budget, Highlighter, MAX_STEPS};
use super::{Heading, MAX_HIGHLIGHTED_BYTES, Profile, escape, languages, links, text};

/// Headings beyond these have no anchor and stand in no table of contents.
const MAX_ANCHORS: usize = 500;

/// What a code block counts beside its text: starting a language costs time as well.
const BLOCK_BYTES: usize = 100;

/// HTML before the sanitiser, and what was met on the way.
pub(super) struct Written {
    pub html: String,
    pub table_of_contents: Vec<Heading>,
    pub images: Vec<String>,
}

/// What the formatter carries through one document.
struct Desk<'h> {
    profile: Profile,
    heading_shift: u8,
    highlighter: &'h Highlighter,
    highlighted_bytes: usize,
    highlighting: Budget,
    anchorizer: Anchorizer,
    table_of_contents: Vec<Heading>,
    /// The id of the heading that is being written.
    open_heading: Option<String>,
    images: Vec<String>,
}

type Answer = Result<ChildRendering, fmt::Error>;

/// Writes a prepared tree.
pub(super) fn write(
    root: Node<'_>,
    options: &Options<'_>,
    profile: Profile,
    survey: &Survey<'_>,
    highlighter: &Highlighter,
) -> Written {
    let desk = Desk {
        profile,
        heading_shift: survey.heading_shift,
        highlighter,
        highlighted_bytes: 0,
        highlighting: Budget::new(MAX_STEPS),
        anchorizer: Anchorizer::new(),
        table_of_contents: Vec::new(),
        open_heading: None,
        images: Vec::new(),
    };
    let mut html = String::new();
    let plugins = Plugins::default();
    let desk = format_document_with_formatter(root, options, &mut html, &plugins, format_node, desk)
        .expect("a String never refuses to be written to, and nothing else here fails");
    Written { html, table_of_contents: desk.table_of_contents, images: desk.images }
}

fn format_node<'a>(context: &mut Context<'_, '_, Desk<'_>>, node: Node<'a>, entering: bool) -> Answer {
    match &node.data().value {
        NodeValue::Heading(heading) if context.user.profile == Profile::Post => {
            anchored_heading(context, node, entering, heading)
        }
        NodeValue::Heading(_) => bold_paragraph(context, entering),
        NodeValue::Link(link) => hyperlink(context, node, entering, link),
        NodeValue::WikiLink(link) => mention(context, entering, &link.url),
        NodeValue::Image(image) => picture(context, node, entering, image),
        NodeValue::CodeBlock(code) if entering => code_block(context, code),
        NodeValue::CodeBlock(_) => Ok(ChildRendering::HTML),
        NodeValue::Text(text) => inline(context, entering, text),
        NodeValue::Code(code) => inline_code(context, entering, &code.literal),
        NodeValue::Table(_) => table(context, node, entering),
        _ => format_node_default(context, node, entering),
    }
}

fn anchored_heading(
    context: &mut Context<'_, '_, Desk<'_>>,
    node: Node<'_>,
    entering: bool,
    heading: &NodeHeading,
) -> Answer {
    let level = (heading.level + context.user.heading_shift).min(6);
    if context.user.open_heading.is_none() && (!entering || context.user.table_of_contents.len() >= MAX_ANCHORS) {
        return plain_heading(context, level, entering);
    }
    if entering {
        // A break between words is a space beside another.
        let text = text::visible_text(node).split_whitespace().collect::<Vec<_>>().join(" ");
        let id = format!("{}{}", links::ID_PREFIX, context.user.anchorizer.anchorize(&text));
        context.cr()?;
        write!(context, "<h{level} id=\"")?;
        escape::attribute(context, &id)?;
        context.write_str("\">")?;
        context.user.open_heading = Some(id.clone());
        context.user.table_of_contents.push(Heading { level, id, text });
    } else {
        let id = context.user.open_heading.take().unwrap_or_default();
        context.write_str("<a class=\"heading-anchor\" href=\"#")?;
        escape::attribute(context, &id)?;
        context.write_str("\" aria-labelledby=\"")?;
        escape::attribute(context, &id)?;
        write!(context, "\"></a></h{level}>")?;
        context.lf()?;
    }
    Ok(ChildRendering::HTML)
}

fn plain_heading(context: &mut Context<'_, '_, Desk<'_>>, level: u8, entering: bool) -> Answer {
    if entering {
        context.cr()?;
        write!(context, "<h{level}>")?;
    } else {
        write!(context, "</h{level}>")?;
        context.lf()?;
    }
    Ok(ChildRendering::HTML)
}

/// A heading inside a comment would break the outline of the page around it.
fn bold_paragraph(context: &mut Context<'_, '_, Desk<'_>>, entering: bool) -> Answer {
    if entering {
        context.cr()?;
        context.write_str("<p><strong>")?;
    } else {
        context.write_str("</strong></p>")?;
        context.lf()?;
    }
    Ok(ChildRendering::HTML)
}

fn inline(context: &mut Context<'_, '_, Desk<'_>>, entering: bool, text: &str) -> Answer {
    if entering {
        escape::text(context, text)?;
    }
    Ok(ChildRendering::HTML)
}

fn inline_code(context: &mut Context<'_, '_, Desk<'_>>, entering: bool, code: &str) -> Answer {
    if entering {
        context.write_str("<code>")?;
        escape::text(context, code)?;
        context.write_str("</code>")?;
    }
    Ok(ChildRendering::HTML)
}

fn hyperlink(context: &mut Context<'_, '_, Desk<'_>>, node: Node<'_>, entering: bool, link: &NodeLink) -> Answer {
    if entering {
        open_link(context, &link.url, &link.title)?;
    } else {
        if let Some(host) = links::disguised_host(&link.url, &node.collect_text()) {
            context.write_str("<span class=\"link-host\"> (")?;
            escape::text(context, &host)?;
            context.write_str(")</span>")?;
        }
        context.write_str("</a>")?;
    }
    Ok(ChildRendering::HTML)
}

/// A link to a person. The address is ours, and encoded.
fn mention(context: &mut Context<'_, '_, Desk<'_>>, entering: bool, address: &str) -> Answer {
    if entering {
        write!(context, "<a class=\"mention\" href=\"{address}\">")?;
    } else {
        context.write_str("</a>")?;
    }
    Ok(ChildRendering::HTML)
}

fn open_link(context: &mut Context<'_, '_, Desk<'_>>, address: &str, title: &str) -> fmt::Result {
    context.write_str("<a href=\"")?;
    let mut escaped = String::new();
    escape_href(&mut escaped, &links::page_address(address), false)?;
    context.write_str(&escaped.replace("&amp;", "&#38;"))?;
    if !title.is_empty() {
        context.write_str("\" title=\"")?;
        escape::attribute(context, title)?;
    }
    context.write_str("\">")
}

/// Our own images are shown; others become a link, for a reader's address is not ours to give away.
fn picture(context: &mut Context<'_, '_, Desk<'_>>, node: Node<'_>, entering: bool, image: &NodeLink) -> Answer {
    if !entering {
        return Ok(ChildRendering::HTML);
    }
    let alt = node.collect_text();
    if context.user.profile == Profile::Post && links::is_own_image(&image.url) {
        write!(context, "<img src=\"{}\" alt=\"", image.url)?;
        escape::attribute(context, &alt)?;
        if !image.title.is_empty() {
            context.write_str("\" title=\"")?;
            escape::attribute(context, &image.title)?;
        }
        context.write_str("\"")?;
        // The place is kept before the picture has come, so that the text below does not move.
        if let Some((width, height)) = links::own_image_size(&image.url) {
            write!(context, " width=\"{width}\" height=\"{height}\"")?;
        }
        context.write_str(" loading=\"lazy\" decoding=\"async\" />")?;
        if !context.user.images.contains(&image.url) {
            context.user.images.push(image.url.clone());
        }
        return Ok(ChildRendering::Skip);
    }

    let text = if alt.trim().is_empty() { image.url.as_str() } else { alt.as_str() };
    let is_linked = node.ancestors().skip(1).any(|above| matches!(above.data().value, NodeValue::Link(_)));
    if is_linked {
        escape::text(context, text)?;
    } else {
        open_link(context, &image.url, &image.title)?;
        escape::text(context, text)?;
        context.write_str("</a>")?;
    }
    Ok(ChildRendering::Skip)
}

fn code_block(context: &mut Context<'_, '_, Desk<'_>>, code: &NodeCodeBlock) -> Answer {
    let language = languages::find(&code.info);
    context.cr()?;
    // Long lines scroll, and what scrolls must be reachable by keyboard.
    context.write_str("<pre tabindex=\"0\"")?;
    if let Some(language) = language {
        write!(context, " data-language=\"{}\"", language.label)?;
    }
    context.write_str("><code>")?;
    let total = context.user.highlighted_bytes.saturating_add(code.literal.len() + BLOCK_BYTES);
    match language {
        Some(language) if total <= MAX_HIGHLIGHTED_BYTES => {
            context.user.highlighted_bytes = total;
            let highlighter = context.user.highlighter;
            let mut budget = std::mem::replace(&mut context.user.highlighting, Budget::new(0));
            highlighter.write(context, language, &code.literal, &mut budget)?;
            context.user.highlighting = budget;
        }
        _ => escape::text(context, &code.literal)?,
    }
    context.write_str("</code></pre>")?;
    context.lf()?;
    Ok(ChildRendering::HTML)
}

/// Wide tables scroll inside their own frame, so that the page does not.
fn table(context: &mut Context<'_, '_, Desk<'_>>, node: Node<'_>, entering: bool) -> Answer {
    if entering {
        context.cr()?;
        context.write_str("<div class=\"table-scroll\" role=\"group\" tabindex=\"0\">")?;
        context.lf()?;
        return format_node_default(context, node, entering);
    }
    let answer = format_node_default(context, node, entering)?;
    context.cr()?;
    context.write_str("</div>")?;
    context.lf()?;
    Ok(answer)
}
