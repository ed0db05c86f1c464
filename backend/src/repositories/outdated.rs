//! Texts whose HTML an older renderer made, whatever they belong to.

use super::database::{Cell, DatabaseError, Executor, Parameter, params};
use crate::domain::rerender::OutdatedPlace;

/// What has a text.
#[derive(Debug, Clone, Copy)]
pub enum Texts {
    /// Posts, in whatever state.
    Posts,
    /// Comments, in whatever state.
    Comments,
    /// Biographies that are not empty.
    Biographies,
}

/// The texts behind `after` that an older renderer than `renderer_version` made; the oldest rendering first.
pub async fn list<Id: Cell + Parameter>(
    database: &impl Executor,
    texts: Texts,
    renderer_version: i64,
    after: Option<OutdatedPlace<Id>>,
    limit: u8,
) -> Result<Vec<OutdatedPlace<Id>>, DatabaseError> {
    let (table, column, condition) = match texts {
        Texts::Posts => ("posts", "renderer_version", ""),
        Texts::Comments => ("comments", "renderer_version", ""),
        Texts::Biographies => ("users", "bio_renderer_version", "AND bio_markdown <> ''"),
    };
    let mut values = params![renderer_version];
    let beyond = match after {
        None => String::new(),
        Some(place) => {
            values.extend(params![place.renderer_version, place.id]);
            format!("AND ({column}, id) > ($2, $3)")
        }
    };
    let sql = format!(
        "SELECT {column}, id FROM {table} WHERE {column} < $1 {condition} {beyond}
        ORDER BY {column}, id LIMIT {limit}"
    );
    let rows: Vec<(i64, Id)> = database.rows(&sql, values).await?;
    Ok(rows.into_iter().map(|(renderer_version, id)| OutdatedPlace { renderer_version, id }).collect())
}
