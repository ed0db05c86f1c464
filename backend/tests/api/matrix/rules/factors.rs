//! Version 2, second factors: one's own, and signing in by them.

use super::{
    super::scene::Target::*,
    Door::{Open, Session},
    Right, Rule, rule,
};

const EMPTY: &str = "{}";
const PROOF: &str = r#"{"password": "correct horse battery"}"#;

pub const RULES: &[Rule] = &[
    rule("v2 giveSecondFactor", Nothing, Open, Right::None, 400)
        .sends(r#"{"challenge": "x", "code": "123456"}"#)
        .says("challenge.invalid"),
    rule("v2 beginPasskeySignIn", Nothing, Open, Right::None, 200).sends(EMPTY),
    rule("v2 signInWithPasskey", Nothing, Open, Right::None, 400)
        .sends(r#"{"challenge": "x", "credential": {}}"#)
        .says("challenge.invalid"),
    rule("v2 showTotp", Nothing, Session, Right::None, 200),
    rule("v2 confirmTotp", Nothing, Session, Right::None, 404).sends(r#"{"code": "123456"}"#).says("totp.not_found"),
    rule("v2 beginTotp", Nothing, Session, Right::None, 201).sends(PROOF),
    rule("v2 removeTotp", Nothing, Session, Right::None, 404).sends(PROOF).says("totp.not_found"),
    rule("v2 showRecoveryCodes", Nothing, Session, Right::None, 200),
    rule("v2 renewRecoveryCodes", Nothing, Session, Right::None, 404).sends(PROOF).says("totp.not_found"),
    rule("v2 listPasskeys", Nothing, Session, Right::None, 200),
    rule("v2 beginPasskey", Nothing, Session, Right::None, 200).sends(PROOF),
    rule("v2 registerPasskey", Nothing, Session, Right::None, 400)
        .sends(r#"{"challenge": "x", "credential": {}, "name": "Phone"}"#)
        .says("challenge.invalid"),
    rule("v2 beginPasskeyProof", Nothing, Session, Right::None, 403).sends(EMPTY).says("auth.proof_required"),
    // The id of something else: a passkey of hers would ask for itself at each of her sign-ins.
    rule("v2 renamePasskey", SessionOfAda, Session, Right::None, 404)
        .sends(r#"{"name": "Phone"}"#)
        .says("passkey.not_found"),
    rule("v2 removePasskey", SessionOfAda, Session, Right::None, 404).sends(PROOF).says("passkey.not_found"),
];
