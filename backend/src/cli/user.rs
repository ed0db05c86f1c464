//! `broadsheet user create|promote|confirm`

use clap::Subcommand;

use super::{Failure, Outcome};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account. The password is asked for, or read from the first line of the input.
    Create {
        /// The name to sign in with.
        username: String,
        /// The mail address.
        #[arg(long)]
        email: String,
        /// The role; without it, the one that new accounts get.
        #[arg(long)]
        role: Option<String>,
    },
    /// Give a person a role.
    Promote {
        /// Whom.
        username: String,
        /// Which: reader, author, moderator, admin, or one of your own.
        #[arg(long, default_value = "admin")]
        role: String,
    },
    /// Count a person's mail address as confirmed.
    Confirm {
        /// Whose.
        username: String,
    },
}

pub(super) async fn run(verb: User, _config: Config) -> Outcome {
    let (User::Create { username, .. } | User::Promote { username, .. } | User::Confirm { username }) = verb;
    Err(Failure::Failed(format!("accounts are not built yet ({username})")))
}
