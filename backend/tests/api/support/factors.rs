//! Second factors as people have them: an app on a phone, a paper with codes, a passkey.

use broadsheet::platform::totp::TotpSecret;
use serde_json::{Value, json};

use super::{Answer, App, Authenticator, Caller, PASSWORD};

/// An authenticator app with one account in it, and the paper beside it.
#[derive(Clone)]
pub struct Totp {
    pub secret: TotpSecret,
    pub recovery_codes: Vec<String>,
}

/// What goes into `credential` or `passkey` beside the ceremony's token.
pub fn passkey_answer(ceremony: &Value, credential: Value) -> Value {
    json!({"challenge": ceremony["challenge"], "credential": credential})
}

impl App {
    /// What the person's app shows now.
    pub fn code(&self, totp: &Totp) -> String {
        totp.secret.code_at(self.context().clock.now())
    }

    /// An authenticator in front of this site.
    pub fn authenticator(&self) -> Authenticator {
        Authenticator::at(&self.context().config.site.base_address.origin().ascii_serialization())
    }

    /// Sets an authenticator app up for somebody who is signed in. Its first code is used up, so time goes on.
    pub async fn set_up_totp(&self, person: &Caller) -> Totp {
        let new = person.post("/api/v2/me/totp", json!({"password": PASSWORD})).await.is(201).body();
        let secret = TotpSecret::from_base32(new["secret"].as_str().unwrap()).expect("base 32");
        let code = secret.code_at(self.context().clock.now());
        let added = person.post("/api/v2/me/totp/confirm", json!({"code": code})).await.is(200).body();
        let codes = added["recovery_codes"].as_array().unwrap();
        let recovery_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        self.wait_secs(30);
        Totp { secret, recovery_codes }
    }

    /// Registers a passkey for somebody who is signed in; answers what was said of it.
    pub async fn register_passkey(&self, person: &Caller, authenticator: &mut Authenticator, name: &str) -> Value {
        let options = person.post("/api/v2/me/passkeys/options", json!({"password": PASSWORD})).await.is(200).body();
        let mut answer = passkey_answer(&options, authenticator.create(&options["options"]));
        answer["name"] = json!(name);
        person.post("/api/v2/me/passkeys", answer).await.is(201).body()
    }

    /// A browser whose password was right, and what it is asked for.
    pub async fn half_signed_in(&self, username: &str) -> (Caller, Value) {
        let mut browser = self.anonymous();
        let login = json!({"login": username, "password": PASSWORD});
        let answer = browser.post("/api/v2/auth/login", login).await.is(202);
        let answer = browser.accept(answer);
        (browser, answer.body())
    }

    /// A browser that has signed in with both.
    pub async fn sign_in_with_code(&self, username: &str, totp: &Totp) -> Caller {
        let (mut browser, challenge) = self.half_signed_in(username).await;
        let answer = browser.give(&challenge, json!({"code": self.code(totp)})).await.is(200);
        browser.accept(answer);
        browser
    }
}

impl Caller {
    /// Gives the second factor: `factor` holds `code`, `recovery_code` or `passkey`.
    pub async fn give(&self, challenge: &Value, factor: Value) -> Answer {
        self.giving(challenge, factor).send().await
    }

    /// The same, not sent yet.
    pub fn giving(&self, challenge: &Value, mut factor: Value) -> super::Call {
        factor["challenge"] = challenge["challenge"].clone();
        self.call(axum::http::Method::POST, "/api/v2/auth/login/second-factor").json(&factor)
    }

    /// Signs in by a passkey alone.
    pub async fn sign_in_by_passkey(&mut self, authenticator: &mut Authenticator) -> Answer {
        let begun = self.post("/api/v2/auth/passkeys/options", json!({})).await.is(200);
        let begun = self.accept(begun).body();
        let answer = passkey_answer(&begun, authenticator.get(&begun["options"]));
        let answer = self.post("/api/v2/auth/passkeys", answer).await;
        if answer.status() == 200 { self.accept(answer) } else { answer }
    }

    /// Proof by a passkey, for what wants proof anew.
    pub async fn passkey_proof(&self, authenticator: &mut Authenticator) -> Value {
        let begun = self.post("/api/v2/me/passkeys/proof", json!({})).await.is(200).body();
        json!({"passkey": passkey_answer(&begun, authenticator.get(&begun["options"]))})
    }

    /// `DELETE` with a JSON body, sent.
    pub async fn delete_with(&self, path: &str, body: Value) -> Answer {
        self.call(axum::http::Method::DELETE, path).json(&body).send().await
    }
}
