//! Which part of the comments of a post an address names, and in which order.

use broadsheet_shared::id::CommentId;
use serde::{Deserialize, Serialize};

use super::parameter;

/// In which order the threads beneath a post stand. Answers always come oldest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThreadOrder {
    /// The oldest first.
    #[default]
    Oldest,
    /// The newest first.
    Newest,
    /// The most liked first, of equals the newest.
    Top,
}

impl ThreadOrder {
    /// All of them, as they are offered.
    pub const ALL: [Self; 3] = [Self::Oldest, Self::Newest, Self::Top];

    /// As it stands in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Oldest => "oldest",
            Self::Newest => "newest",
            Self::Top => "top",
        }
    }
}

/// Which part of a post's comments stands on its page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommentPart {
    /// From the first one on, oldest first.
    #[default]
    First,
    /// Behind a cursor, oldest first.
    After(String),
    /// In another order.
    Sorted {
        /// The order.
        order: ThreadOrder,
        /// Behind a cursor.
        after: Option<String>,
    },
    /// The one with this comment in it.
    Holding(CommentId),
    /// The answers to one comment that has more of them than stand beneath it.
    Answers {
        /// The comment.
        to: CommentId,
        /// Behind a cursor.
        after: Option<String>,
    },
}

impl CommentPart {
    /// What a query asks for. What is not an id names no comment.
    pub fn read(query: &str) -> Self {
        let id = |name| parameter(query, name).and_then(|id| id.parse().ok());
        let after = parameter(query, "after");
        let word = parameter(query, "sort").unwrap_or_default();
        let order = ThreadOrder::ALL.into_iter().find(|order| order.word() == word).unwrap_or_default();
        match (id("comment"), id("answers"), after) {
            (Some(id), _, _) => Self::Holding(id),
            (None, Some(to), after) => Self::Answers { to, after },
            (None, None, after) if order != ThreadOrder::Oldest => Self::Sorted { order, after },
            (None, None, Some(after)) => Self::After(after),
            (None, None, None) => Self::First,
        }
    }

    /// All threads in an order, from the first one on.
    pub const fn sorted(order: ThreadOrder) -> Self {
        match order {
            ThreadOrder::Oldest => Self::First,
            order => Self::Sorted { order, after: None },
        }
    }

    /// What follows this part, behind a cursor.
    pub fn behind(&self, cursor: String) -> Self {
        match self {
            Self::Answers { to, .. } => Self::Answers { to: *to, after: Some(cursor) },
            Self::Sorted { order, .. } => Self::Sorted { order: *order, after: Some(cursor) },
            Self::First | Self::After(_) | Self::Holding(_) => Self::After(cursor),
        }
    }

    /// The order of what stands side by side in it.
    pub const fn order(&self) -> ThreadOrder {
        match self {
            Self::Sorted { order, .. } => *order,
            Self::First | Self::After(_) | Self::Holding(_) | Self::Answers { .. } => ThreadOrder::Oldest,
        }
    }

    /// The comment whose direct answers stand side by side in it; `None` for the tops of threads.
    pub const fn parent(&self) -> Option<CommentId> {
        match self {
            Self::Answers { to, .. } => Some(*to),
            Self::First | Self::After(_) | Self::Holding(_) | Self::Sorted { .. } => None,
        }
    }

    /// True if nothing comes before it.
    pub const fn is_beginning(&self) -> bool {
        matches!(self, Self::First | Self::Sorted { after: None, .. } | Self::Answers { after: None, .. })
    }

    /// True if these are all threads of the post, from the first one on, in whichever order.
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::First | Self::Sorted { after: None, .. })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{comment, comments, post_part},
        *,
    };

    #[test]
    fn addresses_of_comments_tell_the_server_which_part_is_meant() {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        let holding = CommentPart::Holding(id.parse().unwrap());

        assert_eq!(comment("é", id.parse().unwrap()), format!("/posts/%C3%A9?comment={id}#comment-{id}"));
        assert_eq!(comments("a", &CommentPart::After("c=1".into())), "/posts/a?after=c%3D1#comments");
        assert_eq!(CommentPart::read(&format!("comment={id}&after=x")), holding);
        assert_eq!(CommentPart::read("after=c%3D1&comment=1"), CommentPart::After("c=1".into()));
        assert_eq!(CommentPart::read("comment=x&a=b"), CommentPart::First);
    }

    #[test]
    fn addresses_of_answers_are_read_as_they_are_written() {
        let to = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f".parse().unwrap();
        let first = CommentPart::Answers { to, after: None };
        let later = first.behind("c=1".into());

        for part in [&first, &later] {
            let address = post_part("a", part);
            assert_eq!(CommentPart::read(address.strip_prefix("/posts/a?").unwrap()), *part);
        }
        assert_eq!(later, CommentPart::Answers { to, after: Some("c=1".into()) });
        assert_eq!(CommentPart::Holding(to).behind("c".into()), CommentPart::After("c".into()));
    }

    #[test]
    fn addresses_name_the_order_of_threads_unless_it_is_the_usual_one() {
        let newest = CommentPart::sorted(ThreadOrder::Newest);
        assert_eq!(post_part("a", &newest), "/posts/a?sort=newest");
        assert_eq!(post_part("a", &CommentPart::sorted(ThreadOrder::Oldest)), "/posts/a");
        assert_eq!(CommentPart::read("sort=loudest"), CommentPart::First);
        for part in [newest.clone(), CommentPart::sorted(ThreadOrder::Top).behind("c=1".into())] {
            let address = post_part("a", &part);
            assert_eq!(CommentPart::read(address.strip_prefix("/posts/a?").unwrap()), part);
        }
        assert!(newest.is_whole() && newest.is_beginning() && !newest.behind("c".into()).is_beginning());
    }
}
