//! Likes, bookmarks, follows, blocks, mutes and notifications, in both versions.

use broadsheet_shared::{
    permission::Permission::*,
    scope::Scope::{CommentsWrite as Comments, Follow, Read},
};

use super::{
    super::scene::Target::*,
    Door::{Anyone, Session, Tokens},
    Right::{self, First, OwnOrHidden, Permission},
    Rule, rule,
};

const COMMENTS: super::Door = Tokens(&[Comments]);
const FOLLOWS: super::Door = Tokens(&[Follow]);
const READ: super::Door = Tokens(&[Read]);
/// Its author is told that it is no time for that, nobody else that it is there.
const OF_A_DRAFT: Right = OwnOrHidden { own: None, hidden: "post.not_found" };
/// Others do not learn that it exists.
const OWN_NOTIFICATION: Right = OwnOrHidden { own: None, hidden: "notification.not_found" };
const ALL_BY_DAY: &str = r#"{
    "comment": {"in_app": true, "email": "daily"}, "reply": {"in_app": true, "email": "daily"},
    "mention": {"in_app": true, "email": "daily"}, "like": {"in_app": true, "email": "daily"},
    "follow": {"in_app": true, "email": "daily"}, "post": {"in_app": true, "email": "daily"},
    "moderation": {"in_app": true, "email": "daily"}
}"#;

pub const RULES: &[Rule] = &[
    rule("v1 likePost", Post, COMMENTS, Permission(LikesWrite), 200),
    rule("v1 unlikePost", Post, COMMENTS, Permission(LikesWrite), 200),
    rule("v1 followUser", Pawn, FOLLOWS, Permission(FollowsWrite), 200),
    rule("v1 unfollowUser", Pawn, FOLLOWS, Permission(FollowsWrite), 200),
    rule("v2 likePost", Post, COMMENTS, Permission(LikesWrite), 204),
    rule("v2 likePost", Draft, COMMENTS, First(LikesWrite, &OF_A_DRAFT), 409).says("post.wrong_state"),
    rule("v2 unlikePost", Post, COMMENTS, Permission(LikesWrite), 204),
    rule("v2 listLikesOfPost", Post, Anyone, Right::None, 200),
    rule("v2 listLikesOfPost", Draft, Anyone, OF_A_DRAFT, 200),
    rule("v2 likeComment", Comment, COMMENTS, Permission(LikesWrite), 204),
    rule("v2 unlikeComment", Comment, COMMENTS, Permission(LikesWrite), 204),
    rule("v2 likeComment", HiddenComment, COMMENTS, Permission(LikesWrite), 404).says("comment.not_found"),
    rule("v2 bookmarkPost", Post, COMMENTS, Right::None, 204),
    rule("v2 bookmarkPost", Draft, COMMENTS, OF_A_DRAFT, 409).says("post.wrong_state"),
    rule("v2 unbookmarkPost", Post, COMMENTS, Right::None, 204),
    rule("v2 listBookmarks", Nothing, READ, Right::None, 200),
    rule("v2 showFeed", Nothing, READ, Right::None, 200),
    rule("v2 followUser", Pawn, FOLLOWS, Permission(FollowsWrite), 204),
    rule("v2 followUser", SuspendedPawn, FOLLOWS, Permission(FollowsWrite), 404).says("user.not_found"),
    rule("v2 unfollowUser", Pawn, FOLLOWS, Permission(FollowsWrite), 204),
    rule("v2 blockUser", Pawn, FOLLOWS, Right::None, 204),
    rule("v2 blockUser", SuspendedPawn, FOLLOWS, Right::None, 404).says("user.not_found"),
    rule("v2 unblockUser", Pawn, FOLLOWS, Right::None, 204),
    rule("v2 muteUser", Pawn, FOLLOWS, Right::None, 204),
    rule("v2 unmuteUser", Pawn, FOLLOWS, Right::None, 204),
    rule("v2 listBlocks", Nothing, READ, Right::None, 200),
    rule("v2 listMutes", Nothing, READ, Right::None, 200),
    rule("v2 listFollowers", Ada, Anyone, Right::None, 200),
    rule("v2 listFollowing", Ada, Anyone, Right::None, 200),
    rule("v2 turnBellOn", Pawn, FOLLOWS, Permission(FollowsWrite), 409).says("follow.missing"),
    rule("v2 turnBellOff", Pawn, FOLLOWS, Permission(FollowsWrite), 204),
    rule("v2 listNotifications", Nothing, READ, Right::None, 200),
    rule("v2 updateNotification", NotificationOfAda, Session, OWN_NOTIFICATION, 200).sends(r#"{"is_read": true}"#),
    rule("v2 readNotifications", Nothing, Session, Right::None, 200).sends("{}"),
    rule("v2 showNotificationSettings", Nothing, READ, Right::None, 200),
    rule("v2 setNotificationSettings", Nothing, Session, Right::None, 200).sends(ALL_BY_DAY),
    rule("v2 listMutedThreads", Nothing, READ, Right::None, 200),
    rule("v2 muteThread", Post, COMMENTS, Right::None, 204),
    rule("v2 muteThread", Draft, COMMENTS, OF_A_DRAFT, 204),
    rule("v2 unmuteThread", Post, COMMENTS, Right::None, 204),
    rule("v2 followTag", Tag, FOLLOWS, Permission(FollowsWrite), 204),
    rule("v2 unfollowTag", Tag, FOLLOWS, Permission(FollowsWrite), 204),
];
