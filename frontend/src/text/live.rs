//! The words of live updates: the line they come by, and the choice to do without.

/// The line is away.
pub const AWAY: &str = "The connection is away. What is new will show when it is back.";
/// It is back.
pub const BACK: &str = "The connection is back.";

/// Heading.
pub const LIVE: &str = "Live updates";
/// Beneath it.
pub const LIVE_LEAD: &str =
    "New comments and counts show by themselves while a page is open. Without, they show when you load it again.";
/// Choice.
pub const LIVE_WANTED: &str = "Show what is new by itself";
/// In the place of the choice.
pub const LIVE_NOT_OFFERED: &str = "This site has turned them off for everyone.";
/// Beneath all of it.
pub const KEPT_HERE: &str = "Both are kept in this browser alone.";
/// The same where there is the theme alone to choose.
pub const THEME_KEPT_HERE: &str = "The theme is kept in this browser alone.";
