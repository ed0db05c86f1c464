//! Version 2, what people do.

use broadsheet_shared::{
    permission::Permission::*,
    scope::Scope::{CommentsWrite as Comments, Moderate, PostsWrite as Posts, Read},
};

use super::{
    super::scene::Target::*,
    Door::{Anyone, Cookie, Open, Session, SessionOrNobody, Tokens},
    Right::{self, First, GiveBack, Own, OwnOrHidden, Permission},
    Rule, rule,
};

const OWN_POST: Right = Own { own: Some(PostsWrite), otherwise: Some(PostsManageAny) };
const OWN_ALONE: Right = Own { own: None, otherwise: None };
const OWN_DRAFT: Right = OwnOrHidden { own: Some(PostsWrite), hidden: "post.not_found" };
const READS_OWN_DRAFT: Right = OwnOrHidden { own: None, hidden: "post.not_found" };
const OWN_MEDIA: Right = OwnOrHidden { own: None, hidden: "media.not_found" };
const OWN_TOKEN: Right = OwnOrHidden { own: None, hidden: "token.not_found" };
const OWN_COMMENT_OR_STAFF: Right = Own { own: None, otherwise: Some(CommentsModerate) };
const POSTS: super::Door = Tokens(&[Posts]);
const READ: super::Door = Tokens(&[Read]);
const COMMENTS: super::Door = Tokens(&[Comments]);
const COMMENTS_OR_STAFF: super::Door = Tokens(&[Comments, Moderate]);
const EMPTY: &str = "{}";
const WORDS: &str = r#"{"body": "Other words"}"#;

pub const RULES: &[Rule] = &[
    rule("v2 register", Nothing, Open, Right::None, 202)
        .sends(r#"{"username": "new{n}", "email": "new{n}@example.org", "password": "correct horse battery"}"#),
    rule("v2 showRegistrationForm", Nothing, Open, Right::None, 200),
    rule("v2 measurePassword", Nothing, Open, Right::None, 200).sends(r#"{"password": "lantern"}"#),
    rule("v2 login", Nothing, Open, Right::None, 200)
        .sends(r#"{"login": "rob", "password": "correct horse battery"}"#)
        .ends_sessions(),
    rule("v2 refresh", Nothing, Cookie, Right::None, 200).sends(EMPTY).ends_sessions(),
    rule("v2 logout", Nothing, SessionOrNobody, Right::None, 204).sends(EMPTY).ends_sessions(),
    rule("v2 showSite", Nothing, Open, Right::None, 200),
    rule("v2 setUp", Nothing, Open, Right::None, 404).says("setup.link_invalid").sends(
        r#"{"token": "x", "site_name": "Mine", "site_description": "", "site_language": "en",
            "site_base_url": "https://mine.example", "username": "owner{n}", "email": "owner{n}@example.org",
            "password": "correct horse battery", "display_name": ""}"#,
    ),
    rule("v2 confirmEmail", Nothing, Open, Right::None, 400).sends(r#"{"token": "x"}"#).says("link.invalid"),
    rule("v2 resendConfirmation", Nothing, Open, Right::None, 202).sends(r#"{"login": "nobody"}"#),
    rule("v2 forgotPassword", Nothing, Open, Right::None, 202).sends(r#"{"login": "nobody"}"#),
    rule("v2 resetPassword", Nothing, Open, Right::None, 400)
        .sends(r#"{"token": "x", "password": "correct horse battery"}"#)
        .says("link.invalid"),
    rule("v2 createChannelTicket", Nothing, Session, Right::None, 201),
    // Without a handshake, which a real socket alone can make; see realtime.
    rule("v2 openChannel", Nothing, Anyone, Right::None, 400).says("request.malformed"),
    // An answer would never end.
    rule("v2 streamEvents", Nothing, Anyone, Right::None, 422).says("request.invalid").asks("?topics=nothing"),
    rule("v2 listSessions", Nothing, Session, Right::None, 200),
    rule("v2 deleteOtherSessions", Nothing, Session, Right::None, 204).ends_sessions(),
    rule("v2 deleteSession", SessionOfAda, Session, OwnOrHidden { own: None, hidden: "session.not_found" }, 204),
    rule("v2 showMe", Nothing, READ, Right::None, 200).answers_leavers(200).is_for_enrolling(),
    rule("v2 updateMe", Nothing, Session, Right::None, 200).sends(r#"{"bio": "Engines."}"#),
    rule("v2 changeEmail", Nothing, Session, Right::None, 202)
        .sends(r#"{"email": "other{n}@example.org", "current_password": "correct horse battery"}"#),
    rule("v2 cancelEmailChange", Nothing, Session, Right::None, 204),
    // Nobody uploaded this one: who may is told that it is not theirs.
    rule("v2 setAvatar", Nothing, Session, Right::None, 422)
        .sends(r#"{"avatar_id": "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f"}"#)
        .says("request.invalid"),
    rule("v2 removeAvatar", Nothing, Session, Right::None, 204),
    // The principals keep their names: who may is told that this is none.
    rule("v2 changeUsername", Nothing, Session, Right::None, 422)
        .sends(r#"{"username": "-", "current_password": "correct horse battery"}"#)
        .says("request.invalid"),
    rule("v2 changePassword", Nothing, Session, Right::None, 204)
        .sends(r#"{"current_password": "correct horse battery", "password": "correct horse battery"}"#)
        .ends_sessions()
        .is_for_enrolling(),
    rule("v2 listPersonalTokens", Nothing, Session, Right::None, 200),
    rule("v2 createPersonalToken", Nothing, Session, Right::None, 201)
        .sends(r#"{"name": "T", "scopes": ["read"], "expires_in_days": 1}"#),
    rule("v2 showPersonalToken", TokenOfAda, Session, OWN_TOKEN, 200),
    rule("v2 deletePersonalToken", TokenOfAda, Session, OWN_TOKEN, 204),
    rule("v2 listOwnAuditLog", Nothing, Session, Right::None, 200),
    rule("v2 listUsers", Nothing, Anyone, Right::None, 200),
    rule("v2 showUser", Ada, Anyone, Right::None, 200),
    rule("v2 listPostsOfUser", Ada, Anyone, Right::None, 200),
    rule("v2 listPosts", Nothing, Anyone, Right::None, 200),
    rule("v2 createPost", Nothing, POSTS, Permission(PostsWrite), 201).sends(r#"{"title": "Words {n}"}"#),
    rule("v2 showPost", Post, Anyone, Right::None, 200),
    rule("v2 showPost", Draft, Anyone, READS_OWN_DRAFT, 200),
    rule("v2 showPost", DeletedPost, Anyone, READS_OWN_DRAFT, 200),
    rule("v2 updatePost", Post, POSTS, OWN_POST, 200).sends(WORDS),
    rule("v2 updatePost", Draft, POSTS, OWN_DRAFT, 200).sends(WORDS),
    rule("v2 deletePost", Post, POSTS, OWN_POST, 204),
    rule("v2 deletePost", Draft, POSTS, OWN_DRAFT, 204),
    rule("v2 publishPost", Draft, POSTS, First(PostsPublish, &OWN_DRAFT), 200).sends(EMPTY),
    rule("v2 unpublishPost", Post, POSTS, OWN_POST, 200),
    rule("v2 archivePost", Post, POSTS, OWN_POST, 200),
    rule("v2 pinPost", Post, POSTS, First(PostsPublish, &OWN_ALONE), 204),
    rule("v2 pinPost", Draft, POSTS, First(PostsPublish, &READS_OWN_DRAFT), 409).says("post.wrong_state"),
    rule("v2 unpinPost", Post, POSTS, First(PostsPublish, &OWN_ALONE), 204),
    rule("v2 restorePost", DeletedPost, Tokens(&[Posts, Moderate]), OWN_DRAFT, 200),
    rule("v2 restorePost", RemovedPost, Tokens(&[Posts, Moderate]), GiveBack, 200),
    rule("v2 removePost", Post, Tokens(&[Moderate]), Permission(PostsModerate), 200).sends(r#"{"reason": "Noise"}"#),
    rule("v2 listOwnPosts", Nothing, READ, Right::None, 200),
    rule("v2 render", Nothing, POSTS, Right::None, 200).sends(WORDS),
    rule("v2 listComments", Post, Anyone, Right::None, 200),
    rule("v2 listComments", Draft, Anyone, READS_OWN_DRAFT, 200),
    rule("v2 createComment", Post, COMMENTS, Permission(CommentsWrite), 201).sends(r#"{"body": "Hm"}"#),
    rule("v2 showComment", Comment, Anyone, Right::None, 200),
    rule("v2 updateComment", Comment, COMMENTS, First(CommentsWrite, &Own { own: None, otherwise: None }), 200)
        .sends(WORDS),
    rule("v2 deleteComment", Comment, COMMENTS_OR_STAFF, OWN_COMMENT_OR_STAFF, 204),
    rule("v2 hideComment", Comment, COMMENTS_OR_STAFF, OWN_COMMENT_OR_STAFF, 204),
    rule("v2 unhideComment", HiddenComment, COMMENTS_OR_STAFF, OWN_COMMENT_OR_STAFF, 204),
    // What staff hid beneath her post, its author does not show again.
    rule("v2 unhideComment", CommentHiddenByStaff, COMMENTS_OR_STAFF, Permission(CommentsModerate), 204),
    rule("v2 search", Nothing, Anyone, Right::None, 200).asks("?q=engine"),
    rule("v2 listOwnMedia", Nothing, READ, Right::None, 200),
    rule("v2 uploadMedia", Nothing, POSTS, Permission(MediaUpload), 201),
    rule("v2 showMedia", MediaOfAda, READ, OWN_MEDIA, 200),
    rule("v2 updateMedia", MediaOfAda, POSTS, OWN_MEDIA, 200).sends(r#"{"alt": "A dot"}"#),
    rule("v2 deleteMedia", MediaOfAda, POSTS, OWN_MEDIA, 204),
    rule("v2 listCategories", Nothing, Anyone, Right::None, 200),
    rule("v2 showCategory", Category, Anyone, Right::None, 200),
    rule("v2 listTags", Nothing, Anyone, Right::None, 200),
    rule("v2 showTag", Tag, Anyone, Right::None, 200),
];
