//! Version 2, leaving and staying.

use super::{super::scene::Target::*, Door::Session, Right, Rule, rule};

const EMPTY: &str = "{}";

pub const RULES: &[Rule] = &[
    // The principals stay: who may is told that this is not their password.
    rule("v2 deleteMe", Nothing, Session, Right::None, 422)
        .sends(r#"{"content": "remove", "password": "not the password"}"#)
        .says("request.invalid")
        .is_for_enrolling(),
    rule("v2 restoreMe", Nothing, Session, Right::None, 409)
        .sends(EMPTY)
        .says("account.not_leaving")
        .answers_leavers(200)
        .ends_sessions(),
    rule("v2 exportMe", Nothing, Session, Right::None, 200).sends(EMPTY).answers_leavers(200).is_for_enrolling(),
];
