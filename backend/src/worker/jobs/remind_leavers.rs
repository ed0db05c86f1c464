//! Has those told whose account is erased in a few days.

use super::{Done, Outcome};
use crate::services::{Context, leaving};

pub(super) async fn run(context: &Context) -> Outcome {
    let count = leaving::remind(context).await?;
    if count > 0 {
        tracing::info!(count, "people were reminded that their account is erased soon");
    }
    Ok(Done::Whole)
}
