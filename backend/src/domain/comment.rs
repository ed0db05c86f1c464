//! Comments as the program knows them, and the order of a thread.

use std::collections::HashMap;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    permission::Permission,
    time::Timestamp,
    v2::{self, CommentState, CommentViewer, UserRef},
};
use serde::{Deserialize, Serialize};

use super::actor::Actor;

/// A comment with its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub post_id: PostId,
    pub parent_id: Option<CommentId>,
    /// The top of its thread; itself at the top.
    pub root_id: CommentId,
    /// 0 at the top.
    pub depth: u32,
    pub author: UserRef,
    pub body_markdown: String,
    pub body_html: String,
    pub state: CommentState,
    /// Somebody answered it, whatever became of the answer.
    pub is_answered: bool,
    /// Direct answers that were not deleted.
    pub reply_count: u64,
    /// People who like it.
    pub like_count: u64,
    pub edit_version: u64,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Since when it waits for staff, because it has links and its author's account is new.
    pub held_at: Option<Timestamp>,
}

impl Comment {
    /// When it was last changed by its author.
    pub fn updated_at(&self) -> Timestamp {
        self.edited_at.unwrap_or(self.created_at)
    }

    /// True while staff have not looked at it yet.
    pub fn is_held(&self) -> bool {
        self.state == CommentState::Hidden && self.held_at.is_some()
    }

    /// The comment as this actor may read it: what is held is seen by its author and by staff. `is_liked` says whether
    /// they like it.
    pub fn shown_to(self, actor: &Actor, is_liked: bool) -> v2::Comment {
        let viewer = actor.person().map(|_| CommentViewer { liked: is_liked });
        let sees_held = actor.is(self.author.id) || actor.may(Permission::CommentsModerate);
        if !self.is_held() || !sees_held {
            return v2::Comment { viewer, ..self.into() };
        }
        let (author, body, body_html) = (self.author.clone(), self.body_markdown.clone(), self.body_html.clone());
        v2::Comment { author: Some(author), body, body_html, viewer, ..v2::Comment::from(self) }
    }

    /// Leaves of it only its place, for somebody from whom its author is hidden.
    pub fn screen(&mut self) {
        if self.state == CommentState::Visible {
            self.state = CommentState::Hidden;
        }
        self.held_at = None;
        self.body_markdown.clear();
        self.body_html.clear();
    }

    /// True while everybody may read it.
    pub fn is_visible(&self) -> bool {
        self.state == CommentState::Visible
    }
}

impl From<Comment> for v2::Comment {
    /// Of a comment that was taken away only its place remains.
    fn from(comment: Comment) -> Self {
        let (is_visible, is_held) = (comment.is_visible(), comment.is_held());
        let shown = |text: String| if is_visible { text } else { String::new() };
        Self {
            id: comment.id,
            post_id: comment.post_id,
            parent_id: comment.parent_id,
            depth: comment.depth,
            author: is_visible.then_some(comment.author),
            body: shown(comment.body_markdown),
            body_html: shown(comment.body_html),
            state: comment.state,
            reply_count: comment.reply_count,
            like_count: if is_visible { comment.like_count } else { 0 },
            version: comment.edit_version,
            created_at: comment.created_at,
            edited_at: comment.edited_at,
            is_held,
            viewer: None,
        }
    }
}

/// A comment that waits for staff, and where it would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub comment: Comment,
    pub held_at: Timestamp,
    pub post_slug: String,
    pub post_title: String,
}

impl Held {
    /// Its place in the queue.
    pub fn key(&self) -> HeldKey {
        HeldKey { held_at: self.held_at.as_millis(), id: self.comment.id }
    }
}

impl From<Held> for v2::HeldComment {
    fn from(held: Held) -> Self {
        let Held { comment, held_at, post_slug, post_title } = held;
        Self {
            id: comment.id,
            post_id: comment.post_id,
            post_slug,
            post_title,
            author: comment.author,
            body: comment.body_markdown,
            body_html: comment.body_html,
            version: comment.edit_version,
            created_at: comment.created_at,
            held_at,
        }
    }
}

/// A place in the queue of those that wait for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldKey {
    /// Epoch milliseconds.
    pub held_at: i64,
    pub id: CommentId,
}

/// The place of a comment among its siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentKey {
    /// How many like it, where that decides.
    #[serde(default)]
    pub likes: u64,
    /// Epoch milliseconds of its making.
    pub created_at: i64,
    pub id: CommentId,
}

/// In which order the tops of threads come. Answers always come oldest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CommentOrder {
    #[default]
    Oldest,
    Newest,
    /// The most liked first, of equals the newest.
    Top,
}

/// Puts `tops` and their `answers` into reading order: each comment behind its parent, at most `max_answers` beneath a
/// top. Places that were taken away and have nothing visible beneath them fall out.
pub fn in_reading_order(tops: Vec<Comment>, answers: Vec<Comment>, max_answers: usize) -> Vec<Comment> {
    let mut beneath: HashMap<CommentId, Vec<Comment>> = HashMap::new();
    for answer in answers {
        if let Some(parent) = answer.parent_id {
            beneath.entry(parent).or_default().push(answer);
        }
    }
    let mut ordered = Vec::new();
    for top in tops {
        let begin = ordered.len();
        // Depth first with a stack of our own: a thread may be deeper than the machine's.
        let mut stack = vec![top];
        while let Some(comment) = stack.pop() {
            if ordered.len() - begin > max_answers {
                break;
            }
            stack.extend(beneath.remove(&comment.id).unwrap_or_default().into_iter().rev());
            ordered.push(comment);
        }
        prune(&mut ordered, begin);
    }
    ordered
}

/// Takes out, from the end, what was deleted and has no descendant left. What is hidden keeps its place: whoever hid it
/// must find it to show it again, and readers see that something was taken away.
fn prune(ordered: &mut Vec<Comment>, begin: usize) {
    let mut at = ordered.len();
    while at > begin {
        at -= 1;
        let has_descendant = ordered.get(at + 1).is_some_and(|next| next.depth > ordered[at].depth);
        if ordered[at].state == CommentState::Deleted && !has_descendant {
            ordered.remove(at);
        }
    }
}

/// Whose comment it is and where it stands: all that a rule asks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommentOwner {
    pub author_id: UserId,
    pub post_id: PostId,
    pub state: CommentState,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn comment(id: u128, parent: Option<u128>, depth: u32, state: CommentState) -> Comment {
        Comment {
            id: CommentId(Uuid::from_u128(id)),
            post_id: PostId(Uuid::nil()),
            parent_id: parent.map(|id| CommentId(Uuid::from_u128(id))),
            root_id: CommentId(Uuid::from_u128(1)),
            depth,
            author: UserRef {
                id: UserId(Uuid::nil()),
                username: "ada".into(),
                display_name: "Ada".into(),
                avatar: None,
            },
            body_markdown: "text".into(),
            body_html: "<p>text</p>".into(),
            state,
            is_answered: false,
            reply_count: 0,
            like_count: 0,
            edit_version: 1,
            created_at: Timestamp::from_millis(0),
            edited_at: None,
            held_at: None,
        }
    }

    fn numbers(comments: &[Comment]) -> Vec<u128> {
        comments.iter().map(|comment| comment.id.0.as_u128()).collect()
    }

    #[test]
    fn answers_stand_behind_their_parents() {
        use CommentState::Visible;
        let tops = vec![comment(1, None, 0, Visible), comment(2, None, 0, Visible)];
        let answers =
            vec![comment(3, Some(2), 1, Visible), comment(4, Some(1), 1, Visible), comment(5, Some(4), 2, Visible)];

        assert_eq!(numbers(&in_reading_order(tops, answers, 10)), [1, 4, 5, 2, 3]);
    }

    #[test]
    fn only_places_with_something_beneath_them_remain() {
        use CommentState::{Deleted, Visible};
        let tops = vec![comment(1, None, 0, Deleted), comment(2, None, 0, Deleted)];
        let answers = vec![comment(3, Some(1), 1, Deleted), comment(4, Some(3), 2, Visible)];

        assert_eq!(numbers(&in_reading_order(tops, answers, 10)), [1, 3, 4]);
    }

    #[test]
    fn a_hidden_comment_keeps_its_place() {
        let tops = vec![comment(1, None, 0, CommentState::Hidden), comment(2, None, 0, CommentState::Deleted)];

        assert_eq!(numbers(&in_reading_order(tops, Vec::new(), 10)), [1]);
    }

    #[test]
    fn a_deep_thread_is_cut_and_not_followed_to_the_ground() {
        let answers = (2..5_000).map(|id| comment(id, Some(id - 1), 1, CommentState::Visible)).collect();

        let ordered = in_reading_order(vec![comment(1, None, 0, CommentState::Visible)], answers, 100);

        assert_eq!(ordered.len(), 101);
    }

    #[test]
    fn a_held_comment_says_so_and_nothing_else() {
        let held = Comment { held_at: Some(Timestamp::from_millis(0)), ..comment(1, None, 0, CommentState::Hidden) };

        let shown = v2::Comment::from(held.clone());

        assert_eq!((shown.is_held, shown.body_html.as_str(), shown.author), (true, "", None));
        assert_eq!(held.clone().shown_to(&Actor::Anonymous, false).body, "");
        assert_eq!(held.clone().shown_to(&Actor::System, false).body, "text");
        let gone = Comment { state: CommentState::Deleted, ..held };
        assert!(!v2::Comment::from(gone).is_held);
    }

    #[test]
    fn b10_a_deleted_comment_says_nothing() {
        let shown = v2::Comment::from(comment(1, None, 0, CommentState::Deleted));

        assert_eq!((shown.body.as_str(), shown.body_html.as_str(), shown.author), ("", "", None));
    }
}
