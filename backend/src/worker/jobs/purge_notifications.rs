//! Forgets notifications, some thousand at a time.

use super::{Done, Outcome, told};
use crate::services::{Context, notifications};

pub(super) async fn run(context: &Context) -> Outcome {
    let (forgotten, is_all) = notifications::purge(context).await?;
    told("notifications", forgotten)?;
    Ok(if is_all { Done::Whole } else { Done::InPart })
}
