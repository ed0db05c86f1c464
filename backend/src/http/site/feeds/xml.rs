//! Elements within elements, of text that may hold anything.

use std::io;

use quick_xml::{
    Writer,
    escape::partial_escape,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use crate::platform::xml::legal;

type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document that is being written. Whatever goes in is escaped, and left out where XML has no way to say it.
pub(super) struct Document(Writer<Vec<u8>>);

impl Document {
    /// The whole document: one element and what `inner` writes into it.
    pub fn of(
        name: &str,
        attributes: Attributes<'_>,
        inner: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<Vec<u8>> {
        let mut document = Self(Writer::new_with_indent(Vec::new(), b' ', 1));
        document.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        document.element(name, attributes, inner)?;
        Ok(document.0.into_inner())
    }

    /// An element with others in it.
    pub fn element(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inner: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))?;
        inner(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with text in it. Quotes stand in it as they are: escaped they would be six times as long.
    pub fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) -> io::Result<()> {
        let text = legal(text);
        let text = BytesText::from_escaped(partial_escape(&*text));
        self.element(name, attributes, |document| document.0.write_event(Event::Text(text)))
    }

    /// The same, unless there would be no text in it.
    pub fn some_text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) -> io::Result<()> {
        if legal(text).trim().is_empty() { Ok(()) } else { self.text(name, attributes, text) }
    }

    /// An element that says all by its attributes.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> io::Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().map(|(name, value)| (*name, legal(value))))
}
