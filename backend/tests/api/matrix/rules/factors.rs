//! Version 2, second factors: one's own, and signing in by them.

use super::{
    super::scene::Target::{self, *},
    Door::{Open, Session},
    Right, Rule, rule,
};

const EMPTY: &str = "{}";
const PROOF: &str = r#"{"password": "correct horse battery"}"#;

/// What sets a factor up is open to those too who lack one that their role demands.
const fn own(operation: &'static str, target: Target, answer: u16) -> Rule {
    rule(operation, target, Session, Right::None, answer).is_for_enrolling()
}

pub const RULES: &[Rule] = &[
    rule("v2 giveSecondFactor", Nothing, Open, Right::None, 400)
        .sends(r#"{"challenge": "x", "code": "123456"}"#)
        .says("challenge.invalid"),
    rule("v2 beginPasskeySignIn", Nothing, Open, Right::None, 200).sends(EMPTY),
    rule("v2 signInWithPasskey", Nothing, Open, Right::None, 400)
        .sends(r#"{"challenge": "x", "credential": {}}"#)
        .says("challenge.invalid"),
    own("v2 showTotp", Nothing, 200),
    own("v2 confirmTotp", Nothing, 404).sends(r#"{"code": "123456"}"#).says("totp.not_found"),
    own("v2 beginTotp", Nothing, 201).sends(PROOF),
    own("v2 removeTotp", Nothing, 404).sends(PROOF).says("totp.not_found"),
    own("v2 showRecoveryCodes", Nothing, 200),
    own("v2 renewRecoveryCodes", Nothing, 404).sends(PROOF).says("totp.not_found"),
    own("v2 listPasskeys", Nothing, 200),
    own("v2 beginPasskey", Nothing, 200).sends(PROOF),
    own("v2 registerPasskey", Nothing, 400)
        .sends(r#"{"challenge": "x", "credential": {}, "name": "Phone"}"#)
        .says("challenge.invalid"),
    own("v2 beginPasskeyProof", Nothing, 403).sends(EMPTY).says("auth.proof_required"),
    // The id of something else: a passkey of hers would ask for itself at each of her sign-ins.
    own("v2 renamePasskey", SessionOfAda, 404).sends(r#"{"name": "Phone"}"#).says("passkey.not_found"),
    own("v2 removePasskey", SessionOfAda, 404).sends(PROOF).says("passkey.not_found"),
];
