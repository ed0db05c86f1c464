//! Reads rows into our types, cell by cell, in the order of the SELECT.
//!
//! By position and not by name: a name costs a map lookup a cell, and a list has hundreds of cells.

use broadsheet_shared::id::{
    AuditEntryId, CategoryId, CommentId, InvitationId, MailId, MediaId, NotificationId, PasskeyId, PersonalTokenId,
    PostId, RoleId, SessionId, TagId, UserId,
};
use broadsheet_shared::time::Timestamp;
use sea_orm::{QueryResult, TryGetError};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::DatabaseError;

/// A type that is read from a row.
pub trait FromRow: Sized {
    /// Takes this type's cells from the row, from left to right.
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError>;
}

/// A type that is read from one cell.
pub trait Cell: Sized {
    /// Reads the cell; `None` if it is NULL.
    fn read(row: &QueryResult, column: usize) -> Result<Option<Self>, DatabaseError>;
}

/// A row on its way into a value: a cursor over its cells.
pub struct Row<'row> {
    result: &'row QueryResult,
    column: usize,
}

impl<'row> Row<'row> {
    pub(super) fn new(result: &'row QueryResult) -> Self {
        Self { result, column: 0 }
    }

    /// The next cell, which must not be NULL.
    pub fn take<T: Cell>(&mut self) -> Result<T, DatabaseError> {
        let column = self.column;
        self.optional()?.ok_or_else(|| DatabaseError::Unreadable { column, reason: "it is NULL".to_owned() })
    }

    /// The next cell, or `None` if it is NULL.
    pub fn optional<T: Cell>(&mut self) -> Result<Option<T>, DatabaseError> {
        let cell = T::read(self.result, self.column)?;
        self.column += 1;
        Ok(cell)
    }

    /// Passes over cells whose value is known from an earlier one.
    pub fn skip(&mut self, cells: usize) {
        self.column += cells;
    }

    /// The next cell, a text that `parse` understands, such as the name of a state.
    pub fn parsed<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, DatabaseError> {
        let column = self.column;
        let text: String = self.take()?;
        parse(&text).ok_or_else(|| DatabaseError::Unreadable { column, reason: format!("unknown value {text:?}") })
    }

    /// The next cell, a JSON text.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, DatabaseError> {
        let column = self.column;
        let text: String = self.take()?;
        serde_json::from_str(&text)
            .map_err(|error| DatabaseError::Unreadable { column, reason: format!("bad JSON: {error}") })
    }
}

fn read<T: sea_orm::TryGetable>(row: &QueryResult, column: usize) -> Result<Option<T>, DatabaseError> {
    match T::try_get_by(row, column) {
        Ok(value) => Ok(Some(value)),
        Err(TryGetError::Null(_)) => Ok(None),
        Err(TryGetError::DbErr(error)) => Err(DatabaseError::Unreadable { column, reason: error.to_string() }),
    }
}

macro_rules! plain_cells {
    ($($plain:ty),+ $(,)?) => {$(
        impl Cell for $plain {
            fn read(row: &QueryResult, column: usize) -> Result<Option<Self>, DatabaseError> {
                read(row, column)
            }
        }
    )+};
}

macro_rules! id_cells {
    ($($id:ty),+ $(,)?) => {$(
        impl Cell for $id {
            fn read(row: &QueryResult, column: usize) -> Result<Option<Self>, DatabaseError> {
                Ok(read::<Uuid>(row, column)?.map(Self))
            }
        }
    )+};
}

plain_cells!(String, bool, i64, Uuid);
id_cells!(
    AuditEntryId,
    CategoryId,
    CommentId,
    InvitationId,
    MailId,
    MediaId,
    NotificationId,
    PasskeyId,
    PersonalTokenId,
    PostId,
    RoleId,
    SessionId,
    TagId,
    UserId
);

impl Cell for Timestamp {
    fn read(row: &QueryResult, column: usize) -> Result<Option<Self>, DatabaseError> {
        Ok(read::<i64>(row, column)?.map(Self::from_millis))
    }
}

/// A row of a single cell.
impl<T: Cell> FromRow for T {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        row.take()
    }
}

macro_rules! tuples {
    ($($name:ident),+) => {
        impl<$($name: Cell),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
                Ok(($(row.take::<$name>()?,)+))
            }
        }
    };
}

tuples!(A, B);
tuples!(A, B, C);
tuples!(A, B, C, D);
tuples!(A, B, C, D, E);
