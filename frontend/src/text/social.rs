//! The words of likes, bookmarks and follows, and of the pages that come of them.

/// Button beneath a post.
pub const LIKE: &str = "Like";
/// Button beneath a post.
pub const BOOKMARK: &str = "Bookmark";
/// Button beneath a post.
pub const SHARE: &str = "Share";
/// The browser has no sheet to share by, so the address went to the clipboard.
pub const LINK_COPIED: &str = "Link copied.";
/// Nor could it be copied.
pub const LINK_NOT_COPIED: &str = "The link could not be copied. Take it from the address bar.";
/// What the buttons beneath a post are called together.
pub const REACTIONS: &str = "What you do with this post";
/// Button; nobody is followed.
pub const FOLLOW: &str = "Follow";
/// Button; somebody is followed.
pub const FOLLOWING: &str = "Following";
/// The same while one points at it.
pub const UNFOLLOW: &str = "Unfollow";
/// Beside the name of somebody who follows the reader.
pub const FOLLOWS_YOU: &str = "Follows you";
/// On the picture of somebody who is here at the moment.
pub const ONLINE: &str = "Online now";
/// In the place of the button on one's own page.
pub const EDIT_PROFILE: &str = "Edit profile";

/// Entry of a person's menu, and button of its question.
pub const MUTE: &str = "Mute";
/// Button.
pub const UNMUTE: &str = "Unmute";
/// Entry of a person's menu, and button of its question.
pub const BLOCK: &str = "Block";
/// Button.
pub const UNBLOCK: &str = "Unblock";
/// Beside the name of somebody who is muted.
pub const MUTED: &str = "Muted";
/// Beside the name of somebody who is blocked.
pub const BLOCKED: &str = "Blocked";
/// What muting means.
pub const MUTE_TEXT: &str = "You no longer see them in lists, your feed, search and comments. They are not told, and nothing changes for them. Staff who keep order still read every comment.";
/// What blocking means.
pub const BLOCK_TEXT: &str = "Neither of you sees the other in lists, feeds, search and comments, and neither follows, likes or answers the other. Follows between you end. Staff who keep order still read every comment.";
/// Button of a question.
pub const CANCEL: &str = "Cancel";
/// Heading in the settings.
pub const BLOCKED_PEOPLE: &str = "People you have blocked";
/// Beneath it.
pub const BLOCK_LEAD: &str = "Neither of you sees or reaches the other. Follows that a block has ended stay ended.";
/// In the place of an empty list.
pub const NOBODY_BLOCKED: &str = "You have blocked nobody. The menu on a person's page does it.";
/// Heading in the settings.
pub const MUTED_PEOPLE: &str = "People you have muted";
/// Beneath it.
pub const MUTE_LEAD: &str = "You do not see them; they are not told.";
/// In the place of an empty list.
pub const NOBODY_MUTED: &str = "You have muted nobody. The menu on a person's page does it.";

/// Above the posts that somebody shows first on their page, and beside them among one's own.
pub const PINNED: &str = "Pinned";
/// Button beneath one's own post, and entry of its menu.
pub const PIN: &str = "Pin to your page";
/// The same once it is.
pub const UNPIN: &str = "Unpin from your page";
/// After it.
pub const PINNED_NOW: &str = "The post stands first on your page.";
/// After it.
pub const UNPINNED_NOW: &str = "The post is no longer pinned.";

/// Link in the navigation and in the account menu.
pub const FEED_LINK: &str = "Following";
/// Link in the account menu, and title of the page.
pub const BOOKMARKS: &str = "Bookmarks";
/// Beneath the title.
pub const BOOKMARKS_LEAD: &str = "What you have put aside to read. Nobody else sees it.";
/// Nothing was put aside.
pub const NO_BOOKMARKS: &str = "Nothing put aside yet";
/// What to do.
pub const NO_BOOKMARKS_HINT: &str = "Press the ribbon above or beneath a post, and it waits for you here.";
/// Link to the front page.
pub const GO_READ: &str = "Find something to read";
/// Title of the page.
pub const FEED: &str = "Following";
/// Beneath it.
pub const FEED_LEAD: &str = "New posts of the people and tags that you follow.";
/// Nobody and nothing is followed, or they have written nothing.
pub const NO_FEED: &str = "Nothing here yet";
/// What to do.
pub const NO_FEED_HINT: &str =
    "Follow people and tags: what they write from now on, and what they have written, stands here, newest first.";
/// Heading among the suggestions.
pub const WROTE_LATELY: &str = "People who wrote lately";
/// Heading among the suggestions.
pub const USED_TAGS: &str = "Tags that are much used";
/// Button that shows the feed after somebody was followed.
pub const SHOW_FEED: &str = "Show the feed";
/// Link to the search among people.
pub const FIND_PEOPLE: &str = "Search for people";
/// Link to the search among tags.
pub const FIND_TAGS: &str = "Search for tags";

/// Tab of the people around a person.
pub const FOLLOWERS_TAB: &str = "Followers";
/// Tab of the people around a person.
pub const FOLLOWING_TAB: &str = "Following";
/// Nobody follows the person.
pub const NO_FOLLOWERS: &str = "No followers yet";
/// The person follows nobody.
pub const NO_FOLLOWING: &str = "Follows nobody yet";
/// Link to more people.
pub const MORE_PEOPLE: &str = "Show more people";
/// Link back to the first part of a list of people.
pub const FIRST_PEOPLE: &str = "From the first on";
/// What the row of tabs is called.
pub const CIRCLE: &str = "People around";

/// As in `1 like`, `21 likes`.
pub fn likes(count: u64) -> String {
    super::count(count, "like", "likes")
}

/// As in `310 followers`.
pub fn followers(count: u64) -> String {
    super::count(count, "follower", "followers")
}

/// As in `42 following`.
pub fn following(count: u64) -> String {
    format!("{} following", super::number(count))
}

/// What a button likes, for those who do not see where it stands.
pub fn like_post(title: &str, count: u64) -> String {
    liked(format!("{LIKE} “{title}”"), count)
}

/// What a button likes, for those who do not see where it stands.
pub fn like_comment(author: &str, count: u64) -> String {
    liked(format!("{LIKE} the comment of {author}"), count)
}

/// What a button puts aside, for those who do not see where it stands.
pub fn bookmark(title: &str) -> String {
    format!("{BOOKMARK} “{title}”")
}

/// What a button shares, for those who do not see where it stands.
pub fn share(title: &str) -> String {
    format!("{SHARE} “{title}”")
}

/// Whom a button follows, for those who do not see where it stands.
pub fn follow(name: &str) -> String {
    format!("{FOLLOW} {name}")
}

/// What the menu on a person's page is called.
pub fn more_about(name: &str) -> String {
    format!("More about {name}")
}

/// Entry of a person's menu.
pub fn mute(name: &str) -> String {
    format!("{MUTE} {name}")
}

/// Entry of a person's menu, and button.
pub fn unmute(name: &str) -> String {
    format!("{UNMUTE} {name}")
}

/// Entry of a person's menu.
pub fn block(name: &str) -> String {
    format!("{BLOCK} {name}")
}

/// Entry of a person's menu, and button.
pub fn unblock(name: &str) -> String {
    format!("{UNBLOCK} {name}")
}

/// Question.
pub fn mute_title(name: &str) -> String {
    format!("{}?", mute(name))
}

/// Question.
pub fn block_title(name: &str) -> String {
    format!("{}?", block(name))
}

/// After it.
pub fn unmuted(name: &str) -> String {
    format!("{name} is no longer muted.")
}

/// After it.
pub fn unblocked(name: &str) -> String {
    format!("{name} is no longer blocked.")
}

/// Title of the page with those who follow a person.
pub fn followers_of(name: &str) -> String {
    format!("Followers of {name}")
}

/// Title of the page with those whom a person follows.
pub fn followed_by(name: &str) -> String {
    format!("Followed by {name}")
}

fn liked(what: String, count: u64) -> String {
    if count == 0 { what } else { format!("{what}: {}", likes(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_say_what_they_are_about() {
        assert_eq!(like_post("A post", 0), "Like “A post”");
        assert_eq!(like_comment("Ada", 1_200), "Like the comment of Ada: 1,200 likes");
        assert_eq!(follow("Ada"), "Follow Ada");
        assert_eq!(following(1), "1 following");
    }
}
