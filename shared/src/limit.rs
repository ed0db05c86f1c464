//! How often things may be done: every action that is counted, with the limits it has unless a site sets others.
//!
//! The server counts by these names, the configuration and the API documents list them, answers tell them. Nothing here
//! counts anything.

use std::{fmt, str::FromStr};

/// How an action is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// In each process, brought together in the background: nearly exact, and no request waits for it.
    Counter,
    /// The time of each one, shared by all processes: exact.
    Log,
    /// The same, and kept in the database: no outage and no restart forgives anything.
    DurableLog,
}

/// Whose doings are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// A network address; of IPv6 the first 64 bits, which is what one customer gets.
    Address,
    /// A signed-in person.
    User,
    /// One session, script or token of a person.
    Token,
    /// The account that a stranger names: the name at a sign-in, the address at a request for mail.
    Account,
    /// A browser that has signed in to the account before.
    Device,
    /// The owner of an account: all such browsers together.
    Owner,
}

impl Per {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Address, Self::User, Self::Token, Self::Account, Self::Device, Self::Owner];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::User => "user",
            Self::Token => "token",
            Self::Account => "account",
            Self::Device => "device",
            Self::Owner => "owner",
        }
    }
}

/// So many in so long a time, for each of these. Written `60/15m per address`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub quota: u32,
    /// In how long: any stretch of so many seconds, not only those that begin at a full minute.
    pub window_secs: u32,
    /// For each what.
    pub per: Per,
}

impl Limit {
    /// The most that can be asked for.
    pub const MAX_QUOTA: u32 = 1_000_000_000;
    /// The longest window: thirty days.
    pub const MAX_WINDOW_SECS: u32 = 30 * 86_400;
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.iter().find(|(secs, _)| self.window_secs.is_multiple_of(*secs)).unwrap_or(&(1, 's'));
        write!(f, "{}/{}{} per {}", self.quota, self.window_secs / unit.0, unit.1, self.per.as_str())
    }
}

/// The text is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be limits as \"60/15m per address\", with s, m, h or d, a window of 30 days at most")]
pub struct NoLimit;

/// The greatest first, so that a window is shown in the unit that fits.
const UNITS: [(u32, char); 4] = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];

impl FromStr for Limit {
    type Err = NoLimit;

    fn from_str(text: &str) -> Result<Self, NoLimit> {
        let (quota, rest) = text.trim().split_once('/').ok_or(NoLimit)?;
        let (window, per) = rest.split_once(" per ").ok_or(NoLimit)?;
        let quota = quota.trim().parse().map_err(|_| NoLimit)?;
        let unit =
            window.chars().last().and_then(|last| UNITS.iter().find(|(_, unit)| *unit == last)).ok_or(NoLimit)?;
        let count: u32 = window[..window.len() - 1].trim().parse().map_err(|_| NoLimit)?;
        let window_secs = count.checked_mul(unit.0).ok_or(NoLimit)?;
        let per = Per::ALL.into_iter().find(|known| known.as_str() == per.trim()).ok_or(NoLimit)?;
        let is_right = (1..=Self::MAX_QUOTA).contains(&quota) && (1..=Self::MAX_WINDOW_SECS).contains(&window_secs);
        if is_right { Ok(Self { quota, window_secs, per }) } else { Err(NoLimit) }
    }
}

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal as $setting:literal, $counting:ident, $limits:literal;)+) => {
        /// Something that may be done only so often.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $doc])+ $name),+
        }

        impl Action {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The dotted name, as sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// Its place in the configuration.
            pub const fn setting(self) -> &'static str {
                match self { $(Self::$name => concat!("limits.", $setting)),+ }
            }

            /// What it is, for the documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+)),+ }
            }

            /// How it is counted.
            pub const fn counting(self) -> Counting {
                match self { $(Self::$name => Counting::$counting),+ }
            }

            /// Its limits where a site sets no others, as the configuration would say them.
            pub const fn default_limits(self) -> &'static str {
                match self { $(Self::$name => $limits),+ }
            }
        }
    };
}

actions! {
    /// Signing in, and every other door that asks for a password: each try counts, right or wrong.
    AuthLogin = "auth.login" as "auth_login", DurableLog,
        "60/15m per address, 10/15m per account, 20/15m per device, 60/15m per owner";
    /// Giving a second factor.
    AuthSecondFactor = "auth.second_factor" as "auth_second_factor", DurableLog,
        "60/15m per address, 10/15m per account, 20/15m per device, 60/15m per owner";
    /// Making an account.
    AuthRegister = "auth.register" as "auth_register", DurableLog, "30/1h per address";
    /// Asking for a mail with a link: a forgotten password, a confirmation once more, an invitation. What counts here for
    /// an account is the address that the mail is for, each kind of mail apart, whoever asks.
    AuthReset = "auth.reset" as "auth_reset", DurableLog, "30/1h per address, 3/1h per account";
    /// Asking how good a password would be: a form asks while somebody types.
    AuthMeasure = "auth.measure" as "auth_measure", Counter, "1200/15m per address";
    /// Using such a link, or the one that sets the site up.
    AuthConfirm = "auth.confirm" as "auth_confirm", DurableLog, "60/15m per address";
    /// Staying signed in and signing out. Each page that is opened asks once.
    AuthRefresh = "auth.refresh" as "auth_refresh", DurableLog, "900/15m per address";
    /// Beginning a post.
    PostsCreate = "posts.create" as "posts_create", Log, "300/1h per address, 60/1h per user";
    /// Changing a post: saving, publishing, deleting.
    PostsWrite = "posts.write" as "posts_write", Log, "600/1m per address, 120/1m per user, 60/1m per token";
    /// Writing, changing and hiding comments.
    CommentsWrite = "comments.write" as "comments_write", Log,
        "300/1m per address, 30/1m per user, 20/1m per token";
    /// Likes and bookmarks.
    LikesWrite = "likes.write" as "likes_write", Log, "600/1m per address, 120/1m per user";
    /// Following, blocking and muting.
    FollowsWrite = "follows.write" as "follows_write", Log, "600/1m per address, 120/1m per user";
    /// Marking notifications as read, and muting threads.
    NotificationsWrite = "notifications.write" as "notifications_write", Log,
        "600/1m per address, 120/1m per user";
    /// Reporting to staff.
    ReportsWrite = "reports.write" as "reports_write", Log, "100/1h per address, 20/1h per user";
    /// Uploading an image.
    MediaUpload = "media.upload" as "media_upload", Log, "500/1h per address, 200/1h per user";
    /// Describing and deleting images.
    MediaWrite = "media.write" as "media_write", Log, "600/1m per address, 120/1m per user";
    /// Making and revoking personal access tokens.
    TokensWrite = "tokens.write" as "tokens_write", Log, "100/1h per address, 30/1h per user";
    /// Changing one's own account, profile, settings and sessions.
    AccountWrite = "account.write" as "account_write", Log, "600/15m per address, 120/15m per user";
    /// Taking all of one's own data home as one file.
    AccountExport = "account.export" as "account_export", Log, "20/1d per address, 5/1d per user";
    /// What staff does: categories, moderation, administration.
    StaffWrite = "staff.write" as "staff_write", Log, "1200/1m per address, 300/1m per user";
    /// Previewing Markdown.
    Render = "render" as "render", Counter, "2400/1m per address, 600/1m per user";
    /// Searching.
    Search = "search" as "search", Counter, "600/1m per address, 300/1m per user";
    /// Reading by the API.
    ApiRead = "api.read" as "api_read", Counter,
        "6000/1m per address, 1200/1m per user, 600/1m per token";
    /// Asking for a ticket that opens the channel; each page that is opened asks once, and again after an interruption.
    ChannelTicket = "channel.ticket" as "channel_ticket", Counter, "1200/1m per address, 60/1m per user";
    /// Pages, feeds and everything else outside the API but files.
    SiteRead = "site.read" as "site_read", Counter, "1200/1m per address";
    /// What browsers report of the content policy.
    SiteReport = "site.report" as "site_report", Counter, "60/1m per address";
}

impl Action {
    /// Its limits where a site sets no others.
    pub fn defaults(self) -> Vec<Limit> {
        self.default_limits().split(',').filter_map(|limit| limit.parse().ok()).collect()
    }

    /// True if the time of each one is kept.
    pub const fn is_counted_by_log(self) -> bool {
        !matches!(self.counting(), Counting::Counter)
    }

    /// True if the database counts too.
    pub const fn is_durable(self) -> bool {
        matches!(self.counting(), Counting::DurableLog)
    }

    /// The name of one of its limits, as answers tell it.
    pub fn policy(self, per: Per) -> String {
        format!("{}.{}", self.as_str(), per.as_str())
    }
}

/// No action has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a known action")]
pub struct UnknownAction;

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, UnknownAction> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text).ok_or(UnknownAction)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_distinct_and_settings_follow_them() {
        let names: BTreeSet<_> = Action::ALL.iter().map(|action| action.as_str()).collect();

        assert_eq!(names.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(action.setting(), format!("limits.{}", action.as_str().replace('.', "_")));
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
    }

    #[test]
    fn every_action_has_limits_and_one_for_each_of_these() {
        for action in Action::ALL {
            let limits = action.defaults();
            let shown: Vec<_> = limits.iter().map(Limit::to_string).collect();
            let pers: BTreeSet<_> = limits.iter().map(|limit| limit.per.as_str()).collect();

            assert_eq!(shown.join(", "), action.default_limits(), "{}", action.as_str());
            assert_eq!(pers.len(), limits.len(), "{}", action.as_str());
            assert_eq!(limits[0].per, Per::Address, "{}: strangers have a limit", action.as_str());
        }
    }

    #[test]
    fn a_limit_is_read_as_it_is_written() {
        let limit: Limit = "10/15m per account".parse().unwrap();
        assert_eq!(limit, Limit { quota: 10, window_secs: 900, per: Per::Account });
        assert_eq!(" 5/90s per user".parse::<Limit>().unwrap().to_string(), "5/90s per user");
        assert_eq!("5/24h per user".parse::<Limit>().unwrap().to_string(), "5/1d per user");
        for wrong in [
            "",
            "10",
            "10/15m",
            "10/15 per user",
            "0/1m per user",
            "10/0m per user",
            "10/31d per user",
            "10/1m per dog",
        ] {
            assert_eq!(wrong.parse::<Limit>(), Err(NoLimit), "{wrong}");
        }
        assert_eq!("10/é per user".parse::<Limit>(), Err(NoLimit));
    }
}
