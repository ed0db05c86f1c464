//! Opens an account again whose suspension has come to its end.

use broadsheet_shared::id::UserId;

use super::{Done, Outcome};
use crate::services::{Context, accounts};

pub(super) async fn run(context: &Context, user: UserId) -> Outcome {
    if accounts::end_suspension(context, user).await? {
        tracing::info!(%user, "a suspension has come to its end");
    }
    Ok(Done::Whole)
}
