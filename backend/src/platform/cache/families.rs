//! Every family of cached answers, declared in one place: how long it lives and how much room it may take.
//!
//! Thirty seconds is the ceiling for anything that people can edit, hide or delete. Drops normally remove an entry
//! within a second; the lifetime is what holds when a drop cannot be delivered (SECURITY J5), and it counts from the
//! load: a copy taken from Redis keeps only what is left of it.

/// A kind of cached answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Family {
    /// One post as JSON, by version and slug or id.
    Posts,
    /// Pages of posts: latest, by category, tag or author.
    Lists,
    /// Public profiles.
    Profiles,
    /// Comment threads under a post.
    Comments,
    /// Server-written HTML of public addresses.
    Pages,
    /// Categories and tags with their counts.
    Tags,
    /// Name, description and settings that every page shows.
    Site,
    /// Atom feeds, the sitemap, robots.txt.
    Feeds,
    /// Pictures drawn for those who show a link as a card.
    Cards,
    /// Search results: endless in number, so they live short and in little room.
    Search,
}

/// What is promised for a family.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The family's name in Redis keys, statistics and the administrators' pages.
    pub name: &'static str,
    /// Longest life in this process, counted from the load.
    pub ttl_secs: u32,
    /// Longest life in Redis.
    pub redis_ttl_secs: u32,
    /// Share of the in-process room, in hundredths. All shares together make 100, so nobody can search the posts out.
    pub share_percent: u8,
}

impl Family {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Posts,
        Self::Lists,
        Self::Profiles,
        Self::Comments,
        Self::Pages,
        Self::Tags,
        Self::Site,
        Self::Feeds,
        Self::Cards,
        Self::Search,
    ];

    /// The table.
    pub const fn policy(self) -> Policy {
        match self {
            Self::Posts => policy("posts", 30, 30, 22),
            Self::Lists => policy("lists", 30, 30, 14),
            Self::Profiles => policy("profiles", 30, 30, 6),
            Self::Comments => policy("comments", 30, 30, 12),
            Self::Pages => policy("pages", 30, 30, 26),
            Self::Tags => policy("tags", 30, 30, 3),
            Self::Site => policy("site", 30, 30, 1),
            Self::Feeds => policy("feeds", 30, 30, 6),
            Self::Cards => policy("cards", 30, 30, 4),
            Self::Search => policy("search", 10, 10, 6),
        }
    }

    /// The family's name.
    pub const fn name(self) -> &'static str {
        self.policy().name
    }

    /// The family called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

const fn policy(name: &'static str, ttl_secs: u32, redis_ttl_secs: u32, share_percent: u8) -> Policy {
    Policy { name, ttl_secs, redis_ttl_secs, share_percent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_a_whole_and_indexes_follow_the_order() {
        let whole: u32 = Family::ALL.iter().map(|family| u32::from(family.policy().share_percent)).sum();

        assert_eq!(whole, 100);
        assert!(Family::ALL.iter().enumerate().all(|(place, family)| family.index() == place));
    }

    #[test]
    fn j5_nothing_outlives_thirty_seconds_without_a_drop() {
        for family in Family::ALL {
            let policy = family.policy();
            assert!(policy.ttl_secs <= 30 && policy.redis_ttl_secs <= 30, "{}", policy.name);
        }
    }

    #[test]
    fn names_are_found_again() {
        assert!(Family::ALL.iter().all(|family| Family::from_name(family.name()) == Some(*family)));
        assert_eq!(Family::from_name("nonsense"), None);
    }
}
