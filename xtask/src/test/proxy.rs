//! The proxy: `nginx/` as it is shipped, in front of two production servers on PostgreSQL and Redis.
//!
//! What nginx says to a server is looked at by standing in for the server; what it says to people, by asking like one.

mod askers;
mod checks;
mod exchange;
mod lasting;
mod readers;
mod recorder;
mod site;
mod talk;
mod writer;

use anyhow::{Context as _, Result};

use self::site::Site;
use super::step::Outcome;
use super::tally::Tally;
use crate::workspace::Workspace;
use crate::{run, setup};

/// Starts the site once and asks it everything. However this ends, in a panic too, the site ends with it.
pub fn proxy(workspace: &Workspace) -> Result<Outcome> {
    let found = setup::nginx(workspace).and(setup::postgres(workspace)).and(setup::redis(workspace));
    if let Err(missing) = found {
        return Ok(Outcome::Missing(format!("{missing:#}")));
    }
    run::build(workspace)?;
    let mut site = Site::start(workspace)?;
    let mut tally = Tally::default();
    for (name, check) in checks::ALL {
        let result = check(workspace, &mut site);
        tally += match result {
            Ok(()) => {
                println!("test proxy::{name} ... ok");
                Tally::success()
            }
            Err(error) => {
                println!("test proxy::{name} ... FAILED\n    {error:#}");
                site.mend(workspace).with_context(|| format!("start again what `{name}` has left stopped"))?;
                Tally::failure(format!("proxy::{name}: {error:#}"))
            }
        };
    }
    Ok(Outcome::Ran(tally))
}
