//! `broadsheet serve`

use super::{Failure, Outcome};
use crate::{app, config::Config, telemetry::Logs};

pub(super) async fn run(config: Config) -> Outcome {
    let logs =
        Logs::start(&config.logging).map_err(|error| Failure::Failed(format!("the log cannot be written: {error}")))?;
    let served = app::serve(config, &logs).await;
    logs.flush();
    served.map_err(Failure::failed)
}
