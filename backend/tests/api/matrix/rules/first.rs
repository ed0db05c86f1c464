//! Version 1.

use broadsheet_shared::{
    permission::Permission::*,
    scope::Scope::{CommentsWrite as Comments, Moderate, PostsWrite as Posts, Read},
};

use super::{
    super::scene::Target::*,
    Door::{Anyone, Open, Session, Tokens},
    Right::{self, Own, OwnOrHidden, Permission},
    Rule, rule,
};

const OWN_POST: Right = Own { own: Some(PostsWrite), otherwise: Some(PostsManageAny) };
const OWN_DRAFT: Right = OwnOrHidden { own: Some(PostsWrite), hidden: "post.not_found" };
const READS_OWN_DRAFT: Right = OwnOrHidden { own: None, hidden: "post.not_found" };

pub const RULES: &[Rule] = &[
    rule("v1 register", Nothing, Open, Right::None, 202)
        .sends(r#"{"username": "new{n}", "email": "new{n}@example.org", "password": "correct horse battery"}"#),
    rule("v1 showRegistrationForm", Nothing, Open, Right::None, 200),
    rule("v1 login", Nothing, Open, Right::None, 200).sends(r#"{"login": "rob", "password": "correct horse battery"}"#),
    rule("v1 logout", Nothing, Session, Right::None, 204).answers_leavers(204).is_for_enrolling().ends_sessions(),
    rule("v1 showMe", Nothing, Tokens(&[Read]), Right::None, 200).answers_leavers(200).is_for_enrolling(),
    rule("v1 showUser", Ada, Anyone, Right::None, 200),
    rule("v1 listPostsOfUser", Ada, Anyone, Right::None, 200),
    rule("v1 listPosts", Nothing, Anyone, Right::None, 200),
    rule("v1 searchPosts", Nothing, Anyone, Right::None, 200).asks("?q=engine"),
    rule("v1 createPost", Nothing, Tokens(&[Posts]), Permission(PostsWrite), 201)
        .sends(r#"{"title": "By script {n}", "body": "x"}"#),
    rule("v1 showPost", Post, Anyone, Right::None, 200),
    rule("v1 showPost", Draft, Anyone, READS_OWN_DRAFT, 200),
    rule("v1 showPost", DeletedPost, Anyone, Right::None, 404).says("post.not_found"),
    rule("v1 updatePost", Post, Tokens(&[Posts]), OWN_POST, 200).sends(r#"{"body": "Other words"}"#),
    rule("v1 updatePost", Draft, Tokens(&[Posts]), OWN_DRAFT, 200).sends(r#"{"body": "Other words"}"#),
    rule("v1 deletePost", Post, Tokens(&[Posts]), OWN_POST, 204),
    rule("v1 deletePost", Draft, Tokens(&[Posts]), OWN_DRAFT, 204),
    rule("v1 listComments", Post, Anyone, Right::None, 200),
    rule("v1 listComments", Draft, Anyone, READS_OWN_DRAFT, 200),
    rule("v1 createComment", Post, Tokens(&[Comments]), Permission(CommentsWrite), 201).sends(r#"{"body": "Hm"}"#),
    rule(
        "v1 deleteComment",
        Comment,
        Tokens(&[Comments, Moderate]),
        Own { own: None, otherwise: Some(CommentsModerate) },
        204,
    ),
    rule("v1 listCategories", Nothing, Anyone, Right::None, 200),
    rule("v1 listTags", Nothing, Anyone, Right::None, 200),
];
