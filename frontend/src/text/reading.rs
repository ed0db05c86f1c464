//! The words of the reading pages.

/// First link of every page.
pub const SKIP: &str = "Skip to the content";
/// Label of the site's navigation.
pub const SITE_NAVIGATION: &str = "Site";
/// Link and page title.
pub const SEARCH: &str = "Search";
/// Link to the sign-in page.
pub const SIGN_IN: &str = "Sign in";
/// Link to the registration page.
pub const REGISTER: &str = "Create account";
/// Link to the editor.
pub const WRITE: &str = "Write";
/// Link to one's own posts.
pub const MY_POSTS: &str = "My posts";
/// Link to one's own public page.
pub const MY_PAGE: &str = "My page";
/// Link to the settings.
pub const SETTINGS: &str = "Settings";
/// Button that ends the session.
pub const SIGN_OUT: &str = "Sign out";
/// Button of the account menu.
pub const ACCOUNT: &str = "Account";
/// Label of the theme button.
pub const SWITCH_THEME: &str = "Switch between light and dark";
/// Label of the theme choice.
pub const THEME: &str = "Theme";
/// Theme choice.
pub const THEME_SYSTEM: &str = "System";
/// Theme choice.
pub const THEME_LIGHT: &str = "Light";
/// Theme choice.
pub const THEME_DARK: &str = "Dark";
/// Link in the foot.
pub const FEED: &str = "Feed";
/// Link in the foot.
pub const API: &str = "API";
/// What the site runs on.
pub const POWERED_BY: &str = "Runs on Broadsheet";

/// Heading of the front page's list.
pub const LATEST: &str = "Latest";
/// Heading of the categories.
pub const CATEGORIES: &str = "Categories";
/// Heading of the note about the site.
pub const ABOUT: &str = "About";
/// Link to the next part of a list.
pub const OLDER: &str = "Older posts";
/// The same while it loads.
pub const LOADING: &str = "Loading";
/// Link back to the first part of a list.
pub const NEWEST: &str = "Newest posts";
/// The front page without posts.
pub const NO_POSTS: &str = "Nothing published yet";
/// What follows it.
pub const NO_POSTS_HINT: &str = "The first post will stand here.";
/// A list of a tag, category or person without posts.
pub const NO_POSTS_HERE: &str = "No posts here yet";
/// What may help.
pub const NO_POSTS_HERE_HINT: &str = "What is published later will stand here. The front page has what is new.";

/// Joins a byline: as in `by Ada in Engineering`.
pub const IN: &str = "in";
/// Heading of a post's table of contents.
pub const CONTENTS: &str = "On this page";
/// Label of the button that takes a message away.
pub const DISMISS: &str = "Dismiss";
/// Label of the copy button.
pub const COPY: &str = "Copy";
/// The same once it is done.
pub const COPIED: &str = "Copied";
/// Above the author's card.
pub const WRITTEN_BY: &str = "Written by";
/// On an account that an import made.
pub const UNCLAIMED: &str = "Imported account, not yet claimed";
/// Marks a draft.
pub const NOT_PUBLISHED: &str = "Not published";
/// Link to the editor with this post.
pub const EDIT: &str = "Edit";
/// Where a post was first published.
pub const FIRST_PUBLISHED_AT: &str = "First published at";
/// Label of the tags.
pub const TAGS: &str = "Tags";

/// Heading of the comments.
pub const COMMENTS: &str = "Comments";
/// Without comments.
pub const NO_COMMENTS: &str = "No comments yet.";
/// When comments are closed.
pub const COMMENTS_CLOSED: &str = "Comments are closed.";
/// Where they do not come.
pub const COMMENTS_LATE: &str = "The comments are slow to come. They will stand here as soon as they do.";
/// Leads to the same page.
pub const LOAD_IN_FULL: &str = "Load the page in full";
/// Beneath what is not published yet.
pub const COMMENTS_LATER: &str = "Comments open once this is published.";
/// Before the link to the sign-in page.
pub const COMMENT_SIGN_IN: &str = "Sign in to join the conversation.";
/// In the place of a deleted comment.
pub const COMMENT_DELETED: &str = "This comment was deleted.";
/// In the place of a hidden comment.
pub const COMMENT_HIDDEN: &str = "This comment was hidden.";
/// In place of a comment that staff look at first.
pub const COMMENT_HELD: &str = "This comment has links and waits to be looked at.";
/// Above the links on a person's page, for screen readers.
pub const ELSEWHERE: &str = "Elsewhere";
/// Marks the post's author among the comments.
pub const AUTHOR: &str = "Author";
/// Marks a changed comment.
pub const EDITED: &str = "edited";
/// Link to the post with its first comments, where others stand.
pub const ALL_COMMENTS: &str = "All comments";
/// Link to more threads.
pub const MORE_COMMENTS: &str = "More comments";

/// What the links to other orders of the comments are called.
pub const THREAD_ORDER: &str = "Order of the comments";

/// Above a tag's page.
pub const TAG: &str = "Tag";
/// Above a category's page.
pub const CATEGORY: &str = "Category";
/// When somebody joined.
pub const JOINED: &str = "Joined";

/// In the empty search field.
pub const SEARCH_HINT: &str = "Search posts, people, tags and comments";
/// Label of the kinds to search for.
pub const SEARCH_KINDS: &str = "What to search for";
/// Kind.
pub const KIND_POSTS: &str = "Posts";
/// Kind.
pub const KIND_USERS: &str = "People";
/// Kind.
pub const KIND_TAGS: &str = "Tags";
/// Kind.
pub const KIND_COMMENTS: &str = "Comments";
/// Before anything was asked.
pub const SEARCH_EMPTY: &str = "What are you looking for?";
/// How to ask.
pub const SEARCH_EMPTY_HINT: &str = "Type a word or two: titles, texts, names and comments are searched.";
/// What may help.
pub const SEARCH_NOTHING_HINT: &str = "Try fewer or other words, or look among another kind.";
/// Link to more results.
pub const MORE_RESULTS: &str = "More results";

/// Title of the 404 page.
pub const NOT_FOUND: &str = "There is nothing at this address";
/// What may help.
pub const NOT_FOUND_HINT: &str = "The page may have moved, or the link is mistyped.";
/// Way out of the 404 page.
pub const GO_HOME: &str = "Go to the front page";
/// Way out of the 404 page.
pub const GO_SEARCH: &str = "Search the site";
/// A removed post.
pub const REMOVED: &str = "This post was removed";
/// What is known of it.
pub const REMOVED_HINT: &str = "The site's staff took it away.";
/// Title of the error page.
pub const ERROR: &str = "This page could not be shown";
/// Our fault.
pub const ERROR_HINT: &str = "Something went wrong on our side. It has been logged; trying again often helps.";
/// No answer from the server.
pub const OFFLINE: &str = "The server cannot be reached";
/// What may help.
pub const OFFLINE_HINT: &str = "Check your connection; then try again.";
/// The server is busy.
pub const BUSY: &str = "The site is busy";
/// What may help.
pub const BUSY_HINT: &str = "Too many people at once. Try again in a moment.";
/// One reader, or one place, asks for more than the site gives.
pub const TOO_OFTEN: &str = "That was a bit much at once";
/// Repeats what failed.
pub const TRY_AGAIN: &str = "Try again";
/// Beside the number that names a failed request in the log.
pub const REQUEST: &str = "Request";
/// A page that needs scripts, without them.
pub const NEEDS_SCRIPT: &str = "This page needs JavaScript. Reading works without it.";

/// A page whose program did not come.
pub const NOT_STARTED: &str = "This page did not start";
/// What may help.
pub const NOT_STARTED_HINT: &str = "A part of it could not be loaded. Check your connection; then try again.";

/// As in `4 min read`.
pub fn reading_time(minutes: u32) -> String {
    format!("{minutes} min read")
}

/// As in `2 comments`.
pub fn comments(count: u64) -> String {
    super::count(count, "comment", "comments")
}

/// An order of the comments, by its word in addresses.
pub fn thread_order(word: &str) -> &'static str {
    match word {
        "newest" => "Newest",
        "top" => "Top",
        _ => "Oldest",
    }
}

/// After another order was chosen, for screen readers.
pub fn threads_sorted(word: &str) -> &'static str {
    match word {
        "newest" => "Newest comments first",
        "top" => "Most liked comments first",
        _ => "Oldest comments first",
    }
}

/// As in `2 posts`.
pub fn posts(count: u64) -> String {
    super::count(count, "post", "posts")
}

/// Title of a search.
pub fn search_title(query: &str) -> String {
    if query.is_empty() { SEARCH.to_owned() } else { format!("Search: {query}") }
}

/// Nothing was found.
pub fn nothing_found(query: &str) -> String {
    format!("Nothing found for “{query}”")
}

/// On the pill for what was published meanwhile, and for screen readers.
pub fn new_posts(count: usize) -> String {
    super::count(count as u64, "new post", "new posts")
}

/// How many results stand on the page, for screen readers.
pub fn results_shown(count: usize) -> String {
    super::count(count as u64, "result shown", "results shown")
}

/// Description of a tag's page.
pub fn tag_description(tag: &str, site: &str) -> String {
    format!("Posts about {tag} on {site}")
}

/// Description of a category's page.
pub fn category_description(category: &str, site: &str) -> String {
    format!("Posts in {category} on {site}")
}

/// What the picture shows that is drawn for a post.
pub fn card_alt(title: &str, author: &str) -> String {
    format!("“{title}” by {author}")
}

/// Description of a person's page.
pub fn author_description(name: &str, site: &str) -> String {
    format!("Posts by {name} on {site}")
}

/// Label of a heading's link.
pub fn edited_at(date: &str) -> String {
    format!("Edited {date}")
}

/// Before the day on which a post changed after it was published.
pub const UPDATED: &str = "Updated";
