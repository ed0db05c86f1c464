//! Old paths of the site: addresses that an import or a move left behind.

use broadsheet_shared::problem::Code;

use super::{Context, ServiceError, database_code};
pub use crate::repositories::redirects::Redirect;
use crate::repositories::{DatabaseError, redirects};

/// Why no old path could be looked up.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a redirect could not be read")]
pub struct RedirectError(#[from] DatabaseError);

impl ServiceError for RedirectError {
    fn code(&self) -> Code {
        database_code(&self.0)
    }
}

/// Where a path leads now, if it is an old one and everybody may see what it leads to. No answer of this kind is kept in
/// the cache: a post that is taken back takes its old paths along at once.
pub async fn find(context: &Context, path: &str) -> Result<Option<Redirect>, RedirectError> {
    Ok(redirects::find(context.database.read(), path).await?)
}
