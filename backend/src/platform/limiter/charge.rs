//! The words of the limiter: what is asked, and what it answers.

use std::{
    fmt,
    hash::{Hash, Hasher},
    net::IpAddr,
};

use broadsheet_shared::{
    id::UserId,
    limit::{Action, Limit, Per},
};
use uuid::Uuid;

use crate::platform::crypto::fingerprint;

/// One doing to be counted: what, and by whom. Sixteen bytes say by whom; names and addresses go no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    pub(super) action: Action,
    pub(super) per: Per,
    pub(super) whom: u128,
}

/// Where somebody is, as it is counted. Of IPv6 the first half counts: a customer has the other half to play with.
pub fn network(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    }
}

impl Charge {
    /// Somebody at this address.
    pub fn address(action: Action, address: IpAddr) -> Self {
        Self { action, per: Per::Address, whom: network(address) }
    }

    /// Somebody who is counted apart from their address, by the limit for each of these.
    pub(super) fn apart(action: Action, per: Per, whom: u128) -> Self {
        Self { action, per, whom: fingerprint(&["apart", &whom.to_string()]) }
    }

    /// A signed-in person.
    pub fn user(action: Action, user: UserId) -> Self {
        Self { action, per: Per::User, whom: user.0.as_u128() }
    }

    /// A session, script or token.
    pub fn token(action: Action, token: Uuid) -> Self {
        Self { action, per: Per::Token, whom: token.as_u128() }
    }

    /// The account that a stranger names: a username or an address, in the form in which they are compared.
    pub fn account(action: Action, name: &str) -> Self {
        Self { action, per: Per::Account, whom: fingerprint(&["account", name]) }
    }

    /// True if the database counts it too.
    pub fn is_durable(&self) -> bool {
        self.action.is_durable()
    }

    /// A browser that has signed in to the account before.
    pub fn device(action: Action, device: u128) -> Self {
        Self { action, per: Per::Device, whom: device }
    }

    /// All browsers together that have signed in to the account before.
    pub fn owner(action: Action, user: UserId) -> Self {
        Self { action, per: Per::Owner, whom: user.0.as_u128() }
    }
}

/// All of it in one go: tables of charges are asked at every request.
impl Hash for Charge {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let kind = (self.action as u128) << 8 | self.per as u128;
        state.write_u128(self.whom ^ (kind << 96));
    }
}

/// What somebody has left of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Of what.
    pub action: Action,
    /// Added up for each what.
    pub per: Per,
    /// How many more.
    pub remaining: u32,
    /// Seconds until there is more.
    pub more_in_secs: u32,
}

/// Somebody has had their share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// Of what.
    pub action: Action,
    /// The limit that was met.
    pub limit: Limit,
    /// When one more is possible; 1 at least.
    pub retry_after_secs: u32,
}

impl Exceeded {
    /// The limit's name.
    pub fn policy(&self) -> String {
        self.action.policy(self.limit.per)
    }

    /// The same as an allowance: none.
    pub fn allowance(&self) -> Allowance {
        Allowance { action: self.action, per: self.limit.per, remaining: 0, more_in_secs: self.retry_after_secs }
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limit { quota, window_secs, per } = self.limit;
        let (window, wait) = (spell(window_secs), spell(self.retry_after_secs));
        write!(f, "Too often: at most {quota} in {window} for each {}. Try again in {wait}.", per.as_str())
    }
}

impl std::error::Error for Exceeded {}

/// As in `90 seconds`, `15 minutes`, `2 hours`; rounded up, so that who waits as long has waited long enough.
fn spell(secs: u32) -> String {
    let (count, unit) = match secs {
        0..=119 => (secs, "second"),
        120..=7_199 => (secs.div_ceil(60), "minute"),
        7_200..=172_799 => (secs.div_ceil(3_600), "hour"),
        _ => (secs.div_ceil(86_400), "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whom(address: &str) -> u128 {
        Charge::address(Action::ApiRead, address.parse().unwrap()).whom
    }

    #[test]
    fn f2_all_addresses_of_one_customer_are_one() {
        assert_eq!(whom("2001:db8:1:2::1"), whom("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(whom("2001:db8:1:2::1"), whom("2001:db8:1:3::1"));
        assert_ne!(whom("192.0.2.1"), whom("192.0.2.2"));
        assert_ne!(whom("192.0.2.1"), whom("::1"));
    }

    #[test]
    fn a_refusal_says_when_to_come_back() {
        let limit = "10/15m per account".parse().unwrap();
        let exceeded = Exceeded { action: Action::AuthLogin, limit, retry_after_secs: 700 };

        assert_eq!(
            exceeded.to_string(),
            "Too often: at most 10 in 15 minutes for each account. Try again in 12 minutes."
        );
        assert_eq!(exceeded.policy(), "auth.login.account");
        assert_eq!(
            [spell(1), spell(90), spell(7_200), spell(200_000)],
            ["1 second", "90 seconds", "2 hours", "3 days"]
        );
    }
}
