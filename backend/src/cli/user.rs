//! `broadsheet user create|promote|confirm|password|forget-factors`

use std::io::{self, BufRead, IsTerminal};

use broadsheet_shared::{v2, value::Password};
use clap::Subcommand;

use super::{Failure, Outcome, say};
use crate::{
    config::Config,
    domain::actor::Actor,
    services::{
        Context,
        accounts::{self, NewAccount},
        factors,
    },
    startup,
};

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account. The password is asked for, or read from the first line of the input.
    Create {
        /// The name to sign in with.
        username: String,
        /// The mail address. It counts as confirmed: whoever runs this answers for it.
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
    /// Count a person's mail address as confirmed; or the new one, if a change of it waits.
    Confirm {
        /// Whose.
        username: String,
    },
    /// Set a person's password, and sign them out everywhere. It is asked for, or read from the first line of the input.
    Password {
        /// Whose.
        username: String,
    },
    /// Take all second factors of a person away, who has lost them, and sign them out everywhere. Make sure first that it is
    /// them who ask.
    ForgetFactors {
        /// Whose.
        username: String,
    },
}

pub(super) async fn run(verb: User, config: Config) -> Outcome {
    startup::prepare_schema(&config).await.map_err(Failure::failed)?;
    let context = startup::context(config).await.map_err(Failure::failed)?;
    match verb {
        User::Create { username, email, role } => create(&context, username, email, role).await,
        User::Promote { username, role } => {
            accounts::promote(&context, &Actor::System, &username, &role).await.map_err(Failure::failed)?;
            say(&format!("{username} has the role {role}."));
            Ok(())
        }
        User::Confirm { username } => {
            accounts::confirm(&context, &Actor::System, &username).await.map_err(Failure::failed)?;
            say(&format!("The address of {username} counts as confirmed."));
            Ok(())
        }
        User::Password { username } => {
            let typed = password().map_err(no_password)?;
            let password = Password::parse(&typed).map_err(|error| Failure::Usage(error.to_string()))?;
            accounts::set_password(&context, &Actor::System, &username, &password).await.map_err(Failure::failed)?;
            say(&format!("{username} has the new password and is signed out everywhere."));
            Ok(())
        }
        User::ForgetFactors { username } => {
            factors::reset(&context, &Actor::System, &username).await.map_err(Failure::failed)?;
            say(&format!(
                "{username} has no second factor any more, is signed out, and signs in with the password alone."
            ));
            Ok(())
        }
    }
}

async fn create(context: &Context, username: String, email: String, role: Option<String>) -> Outcome {
    let role = match role {
        Some(role) => role,
        None => {
            context.settings.read(&context.database).await.map_err(Failure::failed)?.registration.default_role.clone()
        }
    };
    let password = password().map_err(no_password)?;
    let form = v2::Register { username, email, password, ..v2::Register::default() };
    let registration = form.parse().map_err(|errors| {
        let lines: Vec<_> = errors.iter().map(|error| format!("  {}: {}", error.pointer, error.detail)).collect();
        Failure::Usage(format!("the account cannot be made:\n{}", lines.join("\n")))
    })?;
    let account = NewAccount { registration, role: role.clone(), is_confirmed: true };
    accounts::create(context, &Actor::System, account).await.map_err(Failure::failed)?;
    say(&format!("{} can sign in and has the role {role}.", form.username));
    Ok(())
}

fn no_password(error: io::Error) -> Failure {
    Failure::Failed(format!("no password could be read: {error}"))
}

/// Typed unseen at a terminal; the first line of the input in a script. Never an argument, which every process can see.
fn password() -> io::Result<String> {
    if io::stdin().is_terminal() {
        return rpassword::prompt_password("Password: ");
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
