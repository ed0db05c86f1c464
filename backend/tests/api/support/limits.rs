//! Limits of the test's own, and processes that count.

use broadsheet::{
    config::{self, Config},
    platform::{
        limiter::{Limiter, LimiterSettings},
        redis::Redis,
    },
    services::limits::Ledger,
};
use broadsheet_shared::limit::{Action, Limit};

use super::{Adjusted, Answer, App};

/// The testing profile with other limits for some actions: `limited(&[(Action::AuthLogin, "3/15m per account")])`.
pub fn limited(limits: &[(Action, &str)]) -> Config {
    let mut config = config::testing();
    for (action, text) in limits {
        let limits: Vec<Limit> = text.split(',').map(|limit| limit.parse().expect("a limit")).collect();
        assert!(config.limits.set(*action, &limits), "{} has no such limit", action.as_str());
    }
    config
}

impl App {
    /// Another process of the site that has counted nothing yet, with this Redis.
    pub fn process(&self, redis: Option<Redis>) -> Adjusted {
        self.adjusted(|parts| {
            parts.limiter = Limiter::new(&LimiterSettings::of(&parts.config), redis.clone(), &parts.clock);
            parts.ledger = Ledger::new();
            parts.redis = redis;
        })
    }
}

impl Answer {
    /// What is left of a limit, by its name: `answer.left("api.read.address")`.
    pub fn left(&self, policy: &str) -> Option<u32> {
        let lines = self.headers().get_all("ratelimit").iter().filter_map(|line| line.to_str().ok());
        let mine = lines.filter_map(|line| line.strip_prefix(&format!("\"{policy}\";r="))).next()?;
        mine.split(';').next()?.parse().ok()
    }
}
