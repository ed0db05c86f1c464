//! The fields of the IETF's draft (draft-ietf-httpapi-ratelimit-headers): which limits hold, and what is left of them.
//!
//! A line for each limit; a list in a field may stand on several. The first field is made at the start, the second is
//! a few digits behind a name that lies ready.

use std::io::Write;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use broadsheet_shared::limit::{Action, Limit, Per};

use crate::platform::limiter::{Allowance, Limiter};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The lines of all limits.
#[derive(Debug)]
pub(super) struct Fields(Vec<[Option<Line>; Per::ALL.len()]>);

#[derive(Debug)]
struct Line {
    policy: HeaderValue,
    /// `"api.read.address";r=`
    beginning: String,
}

impl Fields {
    pub(super) fn new(limiter: &Limiter) -> Self {
        let lines = |action: &Action| Per::ALL.map(|per| Line::new(*action, limiter.limit(*action, per)?));
        Self(Action::ALL.iter().map(lines).collect())
    }

    pub(super) fn write(&self, allowance: &Allowance, headers: &mut HeaderMap) {
        let Some(line) = &self.0[allowance.action as usize][allowance.per as usize] else { return };
        headers.append(POLICY, line.policy.clone());
        // Two numbers of ten digits and the longest name fit.
        let mut text = [0_u8; 96];
        let mut rest = &mut text[..];
        let written = write!(rest, "{}{};t={}", line.beginning, allowance.remaining, allowance.more_in_secs);
        let length = 96 - rest.len();
        if let (Ok(()), Ok(value)) = (written, HeaderValue::from_bytes(&text[..length])) {
            headers.append(LIMIT, value);
        }
    }
}

impl Line {
    fn new(action: Action, limit: Limit) -> Option<Self> {
        let name = action.policy(limit.per);
        let policy = format!("\"{name}\";q={};w={}", limit.quota, limit.window_secs);
        Some(Self { policy: HeaderValue::try_from(policy).ok()?, beginning: format!("\"{name}\";r=") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::TestContext;

    #[tokio::test]
    async fn fields_follow_the_draft() {
        let test = TestContext::changed(|config| {
            let limits = ["7/1h per address", "3/1m per account"].map(|limit| limit.parse().unwrap());
            assert!(config.limits.set(Action::AuthLogin, &limits));
        })
        .await;
        let fields = Fields::new(&test.context.limiter);
        let mut headers = HeaderMap::new();
        let allowance = |per, remaining| Allowance { action: Action::AuthLogin, per, remaining, more_in_secs: 59 };

        fields.write(&allowance(Per::Address, 6), &mut headers);
        fields.write(&allowance(Per::Account, u32::MAX), &mut headers);
        fields.write(&allowance(Per::User, 1), &mut headers);

        let all =
            |name: HeaderName| headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(all(POLICY), ["\"auth.login.address\";q=7;w=3600", "\"auth.login.account\";q=3;w=60"]);
        assert_eq!(all(LIMIT), ["\"auth.login.address\";r=6;t=59", "\"auth.login.account\";r=4294967295;t=59"]);
    }

    #[tokio::test]
    async fn the_longest_line_fits() {
        let test = TestContext::new().await;
        let fields = Fields::new(&test.context.limiter);

        for action in Action::ALL {
            for limit in action.defaults() {
                let mut headers = HeaderMap::new();
                let (remaining, more_in_secs) = (u32::MAX, u32::MAX);
                fields.write(&Allowance { action: *action, per: limit.per, remaining, more_in_secs }, &mut headers);
                assert!(headers[LIMIT].to_str().unwrap().ends_with(";t=4294967295"), "{}", action.as_str());
            }
        }
    }
}
