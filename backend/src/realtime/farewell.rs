//! Why a client is sent away.

use broadsheet_shared::problem::Code;

/// Why a client is sent away. Some may come back at once and get what they missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// This process stops; another one goes on.
    Restart,
    /// It does not take what it is sent.
    TooSlow,
    /// As many are here as may be.
    Full,
    /// It cannot be looked after at present.
    Unavailable,
    /// It sends more than it may.
    Flood,
    /// It has not said who it is in time, or is gone without a word.
    Silent,
    /// Whoever runs the site has switched live updates off.
    SwitchedOff,
    /// Its session or token is over.
    SessionOver,
    /// Frames are text.
    NotText,
    /// It has said something that is no frame, or has no right to.
    Refused(Code),
    /// A message above the limit.
    TooLarge,
    /// Text that is not UTF-8.
    NotUtf8,
    /// Not the protocol.
    Malformed,
}

impl Farewell {
    /// The code of the closing frame (RFC 6455, 7.4.1).
    pub fn close_code(self) -> u16 {
        match self {
            Self::Restart => 1001,
            Self::Malformed => 1002,
            Self::NotText => 1003,
            Self::NotUtf8 => 1007,
            Self::Silent | Self::Flood | Self::SwitchedOff | Self::SessionOver | Self::Refused(_) => 1008,
            Self::TooLarge => 1009,
            Self::TooSlow | Self::Full | Self::Unavailable => 1013,
        }
    }

    /// The reason in the closing frame.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Restart => "the server restarts",
            Self::TooSlow => "too slow: come back and say what you have seen",
            Self::Full => "too many sockets",
            Self::Unavailable => "not available",
            Self::Flood => "too many frames",
            Self::Silent => "silent for too long",
            Self::SwitchedOff => Code::ChannelOff.as_str(),
            Self::SessionOver => "the session is over",
            Self::NotText => "frames are text",
            Self::Refused(code) => code.as_str(),
            Self::TooLarge => "too large",
            Self::NotUtf8 => "not UTF-8",
            Self::Malformed => "not the protocol",
        }
    }
}
