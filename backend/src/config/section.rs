//! The macro behind every section: one list gives the struct, its reader and the table for the reference.

use super::{Profile, load::Reader};

/// One configurable value, as the reference and the error messages know it.
#[derive(Debug, Clone)]
pub struct Field {
    /// `server.port`, its place in the file.
    pub key: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// A value that is right.
    pub example: &'static str,
    /// True for values that nobody may print.
    pub is_secret: bool,
    /// The default in each profile, in the order of [`Profile::ALL`], as text.
    pub defaults: [String; Profile::ALL.len()],
}

impl Field {
    /// `BROADSHEET_SERVER__PORT`, its name in the environment.
    pub fn variable(&self) -> String {
        format!("BROADSHEET_{}", self.key.to_uppercase().replace('.', "__"))
    }

    /// The part before the dot.
    pub fn section(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(section, _)| section)
    }
}

/// A section that can be read.
pub(super) trait Section: Sized {
    fn read(reader: &mut Reader<'_>) -> Self;
}

/// Declares a section: `name: Type = |profile| default, example "text";` with the doc comment above each.
macro_rules! section {
    (
        $(#[doc = $section_doc:literal])*
        $name:ident in $key:literal {
            $( $(#[doc = $doc:literal])+ $field:ident: $type:ty = $default:expr, example $example:literal; )+
        }
    ) => {
        $(#[doc = $section_doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
        }

        impl $name {
            /// The fields of this section.
            pub fn fields() -> Vec<$crate::config::Field> {
                vec![$(
                    $crate::config::Field {
                        key: concat!($key, ".", stringify!($field)),
                        doc: concat!($($doc, "\n"),+),
                        example: $example,
                        is_secret: <$type as $crate::config::Setting>::IS_SECRET,
                        defaults: $crate::config::Profile::ALL.map(|profile| {
                            let default: fn($crate::config::Profile) -> $type = $default;
                            $crate::config::Setting::show(&default(profile))
                        }),
                    },
                )+]
            }
        }

        impl $crate::config::section::Section for $name {
            fn read(reader: &mut $crate::config::load::Reader<'_>) -> Self {
                Self {$(
                    $field: reader.take(concat!($key, ".", stringify!($field)), $example, $default),
                )+}
            }
        }
    };
}
