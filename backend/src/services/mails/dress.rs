//! A letter in its clothes: text for programs that show text, and HTML that needs no picture, no font and no script, and
//! that is readable in light and dark.
//!
//! Mail programs read little CSS: what must hold stands on the elements, and the one style sheet only turns it dark. The
//! colours are those of `frontend/styles/tokens.css`, as a test sees to.

use super::{
    letters::{Button, Item, Letter},
    words,
};

const FONT: &str = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const SERIF: &str = "font-family:'Source Serif 4',Georgia,'Times New Roman',serif";
pub(super) const PAPER: &str = "#fbfaf7";
pub(super) const SURFACE: &str = "#ffffff";
pub(super) const INK: &str = "#1b1c1a";
pub(super) const INK_SOFT: &str = "#474a45";
pub(super) const INK_MUTE: &str = "#646861";
pub(super) const LINE: &str = "#e4e2da";
pub(super) const ACCENT: &str = "#0b6a55";
pub(super) const ON_ACCENT: &str = "#ffffff";

/// What the style sheet is about: the dark half of the same colours.
pub(super) const DARK: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.paper{background-color:#131514!important}
.sheet{background-color:#1b1e1c!important;border-color:#5fcdb0 #2a2e2b #2a2e2b!important}
.ink{color:#ecebe6!important}
.soft{color:#bfc0b9!important}
.mute{color:#989b94!important}
.link{color:#5fcdb0!important}
.button{background-color:#5fcdb0!important;border-color:#5fcdb0!important;color:#06231b!important}
}
@media (max-width:36em){.sheet{padding:24px 20px!important}}
";

/// What every mail says of the site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'a> {
    pub name: &'a str,
    pub address: &'a str,
}

/// The letter for programs that show text.
pub(super) fn text(letter: &Letter, site: &Site<'_>) -> String {
    let mut parts = vec![letter.heading.clone()];
    parts.extend((!letter.greeting.is_empty()).then(|| letter.greeting.clone()));
    parts.extend(letter.paragraphs.iter().cloned());
    if !letter.facts.is_empty() {
        let lines: Vec<_> = letter.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        parts.push(lines.join("\n"));
    }
    parts.extend(letter.items.iter().map(|item| format!("{}\n{}", item.text, item.address)));
    parts.extend(letter.button.as_ref().map(|button| format!("{}:\n{}", button.label, button.address)));
    parts.extend(letter.notes.iter().cloned());
    parts.push(format!("-- \n{}\n{}\n{}", words::name(site.name), site.address, words::AUTOMATIC));
    parts.join("\n\n") + "\n"
}

/// The letter as a page.
pub(super) fn html(letter: &Letter, site: &Site<'_>) -> String {
    let preview = escaped(letter.paragraphs.first().map_or("", String::as_str));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{DARK}</style>\n</head>\n\
         <body class=\"paper\" style=\"margin:0;padding:0;background-color:{PAPER}\">\n\
         <div style=\"display:none;max-height:0;overflow:hidden\">{preview}</div>\n\
         <table role=\"presentation\" class=\"paper\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"background-color:{PAPER}\">\n<tr><td align=\"center\" style=\"padding:32px 12px\">\n\
         <table role=\"presentation\" width=\"560\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"width:100%;max-width:560px\">\n\
         {head}{sheet}{foot}</table>\n</td></tr>\n</table>\n</body>\n</html>\n",
        title = escaped(&letter.subject(site.name)),
        head = head(site),
        sheet = sheet(letter),
        foot = foot(site),
    )
}

fn head(site: &Site<'_>) -> String {
    format!(
        "<tr><td style=\"padding:0 4px 16px;{SERIF};font-size:20px;font-weight:600;line-height:1.3\">\
         <a class=\"ink\" href=\"{address}\" style=\"color:{INK};text-decoration:none\">{name}</a></td></tr>\n",
        address = escaped(site.address),
        name = escaped(site.name),
    )
}

fn sheet(letter: &Letter) -> String {
    let mut inside = format!(
        "<h1 class=\"ink\" style=\"margin:0 0 20px;{SERIF};font-size:26px;font-weight:600;line-height:1.25;color:{INK}\">\
         {}</h1>\n",
        escaped(&letter.heading)
    );
    for text in (!letter.greeting.is_empty()).then_some(&letter.greeting).into_iter().chain(&letter.paragraphs) {
        inside.push_str(&paragraph(text, "soft", INK_SOFT, 16));
    }
    for (name, value) in &letter.facts {
        let line = format!("<strong class=\"ink\" style=\"color:{INK}\">{name}:</strong> {}", escaped(value));
        inside.push_str(&block(&line, "soft", INK_SOFT, 16, 6));
    }
    for item in &letter.items {
        inside.push_str(&entry(item));
    }
    if let Some(button) = &letter.button {
        inside.push_str(&action(button));
    }
    for text in &letter.notes {
        inside.push_str(&paragraph(text, "mute", INK_MUTE, 14));
    }
    format!(
        "<tr><td class=\"sheet\" style=\"padding:36px 40px;background-color:{SURFACE};border:1px solid {LINE};\
         border-top:4px solid {ACCENT};border-radius:10px\">\n{inside}</td></tr>\n"
    )
}

/// A line that is a link.
fn entry(item: &Item) -> String {
    let link = format!(
        "<a class=\"link\" href=\"{}\" style=\"color:{ACCENT}\">{}</a>",
        escaped(&item.address),
        escaped(&item.text)
    );
    block(&link, "soft", INK_SOFT, 16, 10)
}

/// A button that is a link with a border, so that it stays one where backgrounds are left out; and its bare address.
fn action(button: &Button) -> String {
    let address = escaped(&button.address);
    format!(
        "<p style=\"margin:28px 0 24px\"><a class=\"button\" href=\"{address}\" style=\"display:inline-block;\
         padding:12px 22px;{FONT};font-size:16px;font-weight:600;line-height:1.25;color:{ON_ACCENT};\
         background-color:{ACCENT};border:1px solid {ACCENT};border-radius:6px;text-decoration:none\">{label}</a></p>\n\
         <p class=\"mute\" style=\"margin:0 0 24px;{FONT};font-size:14px;line-height:1.5;color:{INK_MUTE}\">{or}<br>\
         <a class=\"link\" href=\"{address}\" style=\"color:{ACCENT};overflow-wrap:anywhere;word-break:break-word\">{address}</a></p>\n",
        label = button.label,
        or = words::OR_COPY,
    )
}

fn foot(site: &Site<'_>) -> String {
    format!(
        "<tr><td class=\"mute\" style=\"padding:20px 4px 0;{FONT};font-size:13px;line-height:1.5;color:{INK_MUTE}\">\
         {name} · <a class=\"link\" href=\"{address}\" style=\"color:{ACCENT}\">{address}</a><br>{automatic}</td></tr>\n",
        name = escaped(site.name),
        address = escaped(site.address),
        automatic = words::AUTOMATIC,
    )
}

fn paragraph(text: &str, class: &str, color: &str, size: u8) -> String {
    block(&escaped(text), class, color, size, 16)
}

/// A paragraph of ready HTML.
fn block(html: &str, class: &str, color: &str, size: u8, below: u8) -> String {
    format!(
        "<p class=\"{class}\" style=\"margin:0 0 {below}px;{FONT};font-size:{size}px;line-height:1.55;color:{color}\">\
         {html}</p>\n"
    )
}

/// Text between tags or in an attribute between double quotation marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
