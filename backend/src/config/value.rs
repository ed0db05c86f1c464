//! The types that a configured value can have, and how each is read from text and shown again.

use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};

use broadsheet_shared::time::Timestamp;
use url::Url;

/// A type that text can say.
pub trait Setting: Sized {
    /// True if `show` must not tell.
    const IS_SECRET: bool = false;

    /// True if `read` names the part of the text that is wrong.
    const NAMES_PARTS: bool = false;

    /// Reads it, or says what it must be: the end of a sentence that begins with the variable's name.
    fn read(text: &str) -> Result<Self, String>;

    /// Writes it as it could be read again; secrets show dots only.
    fn show(&self) -> String;
}

macro_rules! whole_numbers {
    ($($type:ty),+) => {$(
        impl Setting for $type {
            fn read(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| format!("must be a whole number from {} to {}", Self::MIN, Self::MAX))
            }

            fn show(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

whole_numbers!(u8, u16, u32, u64, usize);

impl Setting for bool {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "must be true or false".to_owned())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Setting for String {
    fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(text.to_owned()) }
    }

    fn show(&self) -> String {
        self.clone()
    }
}

impl Setting for PathBuf {
    fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() { Err("must name a file or folder".to_owned()) } else { Ok(Self::from(text)) }
    }

    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl Setting for IpAddr {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "must be an IP address".to_owned())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Setting for Url {
    fn read(text: &str) -> Result<Self, String> {
        let url = Self::parse(text).map_err(|error| format!("must be an address with its scheme ({error})"))?;
        let is_site = matches!(url.scheme(), "http" | "https") && url.has_host() && url.path() == "/";
        let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let is_plain = is_bare && url.password().is_none();
        if is_site && is_plain {
            Ok(url)
        } else {
            Err("must be https://name or http://localhost:port alone".to_owned())
        }
    }

    fn show(&self) -> String {
        self.as_str().trim_end_matches('/').to_owned()
    }
}

impl Setting for Timestamp {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "must be a time as 2030-01-31T12:00:00Z".to_owned())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// Empty text is none.
impl<T: Setting> Setting for Option<T> {
    const IS_SECRET: bool = T::IS_SECRET;

    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::read(text).map(Some) }
    }

    fn show(&self) -> String {
        self.as_ref().map(T::show).unwrap_or_default()
    }
}

/// What a value must be, and the value that is not: the wrong item alone where there is a list of them.
pub(super) fn instead_of(problem: String, text: &str) -> String {
    // Redacted whole: half of an address no longer shows where its password begins.
    let shown = super::database::redact(text);
    let cut: String = shown.chars().take(60).map(|c| if c.is_control() { '?' } else { c }).collect();
    let dots = if shown.chars().count() > 60 { "..." } else { "" };
    format!("{problem}, not \"{cut}{dots}\"")
}

/// Items between commas.
impl<T: Setting> Setting for Vec<T> {
    const NAMES_PARTS: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(|item| T::read(item).map_err(|problem| instead_of(problem, item))).collect()
    }

    fn show(&self) -> String {
        self.iter().map(T::show).collect::<Vec<_>>().join(", ")
    }
}

/// Text that no log, error or listing may show.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Hides text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl Setting for Secret {
    const IS_SECRET: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_owned()))
    }

    fn show(&self) -> String {
        if self.0.is_empty() { String::new() } else { "***".to_owned() }
    }
}

/// A range of addresses, as `10.0.0.0/8`; one address is a range of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// True if the address lies within.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                same(base.to_bits().into(), address.to_bits().into(), self.bits, 32)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => same(base.to_bits(), address.to_bits(), self.bits, 128),
            _ => false,
        }
    }
}

fn same(base: u128, address: u128, bits: u8, width: u8) -> bool {
    let shift = u32::from(width - bits);
    base.checked_shr(shift).unwrap_or(0) == address.checked_shr(shift).unwrap_or(0)
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be addresses or networks as 10.0.0.0/8".to_owned();
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.parse().map_err(|_| wrong())?;
        let width = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(width), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits <= width { Ok(Self { base, bits }) } else { Err(wrong()) }
    }
}

impl Setting for Network {
    fn read(text: &str) -> Result<Self, String> {
        text.parse()
    }

    fn show(&self) -> String {
        format!("{}/{}", self.base, self.bits)
    }
}

/// A type with a few named values.
macro_rules! choices {
    ($(#[doc = $doc:literal])* $name:ident { $( $(#[doc = $variant_doc:literal])+ $variant:ident = $text:literal, )+ }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $( $(#[doc = $variant_doc])+ $variant, )+
        }

        impl $crate::config::Setting for $name {
            fn read(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(format!("must be one of {}", [$($text),+].join(", "))),
                }
            }

            fn show(&self) -> String {
                match self { $(Self::$variant => $text),+ }.to_owned()
            }
        }
    };
}
pub(super) use choices;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_contains_its_addresses() {
        let holds =
            |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());

        assert!(holds("10.0.0.0/8", "10.255.0.1"));
        assert!(!holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("0.0.0.0/0", "8.8.8.8"));
        assert!(holds("127.0.0.1", "127.0.0.1"));
        assert!(holds("2001:db8::/32", "2001:db8:1::1"));
        assert!(holds("::/0", "::1"));
        assert!(!holds("::/0", "127.0.0.1"));
        assert!("10.0.0.0/33".parse::<Network>().is_err());
        assert!("here".parse::<Network>().is_err());
    }

    #[test]
    fn secret_never_shows() {
        let secret = Secret::new("hunter2");

        assert!(!format!("{secret:?} {}", secret.show()).contains("hunter2"));
    }
}
