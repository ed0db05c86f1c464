//! Icons as inline SVG, drawn with the text's colour. They are decoration: the control beside or around them has the
//! words.

use leptos::prelude::*;

/// An icon of 24 units, drawn with lines 1.75 units wide.
#[component]
pub fn Icon(
    /// Which one.
    icon: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
}

/// The icons there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// A magnifying glass.
    Search,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A pen.
    Pen,
    /// A speech bubble.
    Comment,
    /// A heart.
    Heart,
    /// A ribbon in a book.
    Ribbon,
    /// A pin.
    Pin,
    /// A downward angle.
    Down,
    /// An arrow to the right.
    Right,
    /// A link.
    Link,
    /// A feed.
    Feed,
    /// An arrow out of a tray.
    Share,
    /// A person.
    Person,
    /// Three dots: what else can be done.
    More,
    /// A lifebelt without a rope: something went wrong.
    Alert,
    /// A bell.
    Bell,
    /// The sign of an address: somebody was named.
    At,
    /// An arrow that turns back: an answer.
    Reply,
    /// A shield: what keeps the house in order.
    Shield,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16.2 16.2 20.5 20.5",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M21.5 12h-2M4.5 12h-2M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4M18.7 18.7l-1.4-1.4M6.7 6.7 5.3 5.3"
            }
            Self::Moon => "M20 14.2A8.2 8.2 0 0 1 9.8 4 8.2 8.2 0 1 0 20 14.2Z",
            Self::Pen => "M4 20h4L19 9a2.1 2.1 0 0 0-3-3L5 17l-1 3ZM14.5 7.5l3 3",
            Self::Comment => "M4.5 5.5h15v10.5h-8L7 19.5V16H4.5Z",
            Self::Heart => {
                "M12 20S4 15.2 4 9.3A4.3 4.3 0 0 1 8.3 5c1.6 0 2.9.8 3.7 2.1C12.8 5.8 14.1 5 15.7 5A4.3 4.3 0 0 1 20 9.3C20 15.2 12 20 12 20Z"
            }
            Self::Ribbon => "M6.5 4h11v16L12 15.5 6.5 20Z",
            Self::Pin => "M9 4h6l-1 6.5 3 3H7l3-3L9 4ZM12 13.5V20",
            Self::Down => "M6 9.5 12 15.5 18 9.5",
            Self::Right => "M5 12h14M13 6l6 6-6 6",
            Self::Link => {
                "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"
            }
            Self::Feed => "M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8M5.5 18.5h.01",
            Self::Share => "M12 15V3.5M8 7.5l4-4 4 4M5 12v7.5h14V12",
            Self::Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20a7.5 7.5 0 0 1 15 0",
            Self::More => {
                "M5 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1ZM12 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1ZM19 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1Z"
            }
            Self::Bell => {
                "M12 4a5.5 5.5 0 0 0-5.5 5.5c0 5-2 6.5-2 6.5h15s-2-1.5-2-6.5A5.5 5.5 0 0 0 12 4ZM10 19.2a2.2 2.2 0 0 0 4 0"
            }
            Self::At => {
                "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM15.5 8.5v4.7a2.3 2.3 0 0 0 4.6 0V12a8.1 8.1 0 1 0-3.2 6.5"
            }
            Self::Reply => "M9.5 6.5 4.5 11.5l5 5M4.5 11.5H13a6.5 6.5 0 0 1 6.5 6.5v.5",
            Self::Shield => "M12 3.5 5.5 6v5.2c0 4.4 2.7 7.8 6.5 9.3 3.8-1.5 6.5-4.9 6.5-9.3V6Z",
            Self::Alert => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 8v5M12 16h.01",
        }
    }
}
