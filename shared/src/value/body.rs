//! Texts of many lines: Markdown bodies and descriptions of pictures.

use super::{ValueError, as_text, has_control, has_visible, length};

/// Line ends become `\n`; nothing else of the person's text is changed.
fn many_lines(text: &str, name: &'static str, min: usize, max: usize) -> Result<String, ValueError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if has_control(&text, true) {
        return Err(ValueError::Invalid("Please leave out control characters."));
    }
    let length = length(&text);
    if min > 0 && !has_visible(&text) {
        return Err(ValueError::Required(name));
    }
    if length > max {
        return Err(ValueError::TooLong { name, length, max });
    }
    Ok(text)
}

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident, $label:literal, $min:literal ..= $max:literal $(, bytes $max_bytes:literal)?;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Least number of characters.
            pub const MIN: usize = $min;
            /// Greatest number of characters.
            pub const MAX: usize = $max;

            /// Normalises line ends and checks the length.
            pub fn parse(text: &str) -> Result<Self, ValueError> {
                $(
                    // Far more than that is not worth a look at each of its characters.
                    if text.len() > $max_bytes {
                        return Err(ValueError::TooManyBytes { name: $label, bytes: text.len(), max: $max_bytes });
                    }
                )?
                many_lines(text, $label, Self::MIN, Self::MAX).map(Self)
            }
        }

        as_text!($name);
    )+};
}

bodies! {
    /// The Markdown of a post, at most 200,000 bytes of UTF-8: what rendering costs goes by bytes (SECURITY C8). A draft
    /// may be empty; publishing asks for text.
    PostBody, "The text", 0..=200_000, bytes 200_000;
    /// The Markdown of a comment.
    CommentBody, "The comment", 1..=10_000;
    /// The Markdown in which people present themselves.
    Bio, "The bio", 0..=1_000;
    /// Why staff take a post away; its author reads it.
    RemovalReason, "The reason", 1..=1_000;
    /// Why staff shut an account; other staff read it.
    SuspensionReason, "The reason", 1..=1_000;
    /// What somebody who wants an account tells the people who decide about it.
    RegistrationNote, "The note", 0..=500;
    /// What whoever wants an account agrees to: plain text.
    TermsText, "The text of the terms", 0..=20_000;
    /// What a picture shows, for those who do not see it.
    AltText, "The description of the picture", 0..=500;
}
