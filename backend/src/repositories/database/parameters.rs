//! Turns our types into values of a query: `params![id, slug, now]`.

use broadsheet_shared::id::{
    AuditEntryId, CategoryId, CommentId, InvitationId, MailId, MediaId, NotificationId, PasskeyId, PersonalTokenId,
    PostId, RoleId, SessionId, TagId, UserId,
};
use broadsheet_shared::time::Timestamp;
use sea_orm::Value;
use uuid::Uuid;

/// Something that may stand for `$1` in a query.
pub trait Parameter {
    /// The value as the driver takes it.
    fn to_value(&self) -> Value;
    /// The typed absence of such a value.
    fn null() -> Value;
}

/// The values of a query, in the order of their numbers.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        ::std::vec![$($crate::repositories::database::Parameter::to_value(&$value)),*]
    };
}
pub(crate) use params;

impl Parameter for Uuid {
    fn to_value(&self) -> Value {
        Value::Uuid(Some(*self))
    }

    fn null() -> Value {
        Value::Uuid(None)
    }
}

impl Parameter for i64 {
    fn to_value(&self) -> Value {
        Value::BigInt(Some(*self))
    }

    fn null() -> Value {
        Value::BigInt(None)
    }
}

impl Parameter for bool {
    fn to_value(&self) -> Value {
        Value::Bool(Some(*self))
    }

    fn null() -> Value {
        Value::Bool(None)
    }
}

impl Parameter for str {
    fn to_value(&self) -> Value {
        Value::String(Some(self.to_owned()))
    }

    fn null() -> Value {
        Value::String(None)
    }
}

impl Parameter for String {
    fn to_value(&self) -> Value {
        self.as_str().to_value()
    }

    fn null() -> Value {
        str::null()
    }
}

impl Parameter for Timestamp {
    fn to_value(&self) -> Value {
        self.as_millis().to_value()
    }

    fn null() -> Value {
        i64::null()
    }
}

impl<T: Parameter> Parameter for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or_else(T::null, T::to_value)
    }

    fn null() -> Value {
        T::null()
    }
}

impl<T: Parameter + ?Sized> Parameter for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }

    fn null() -> Value {
        T::null()
    }
}

macro_rules! id_parameters {
    ($($id:ty),+ $(,)?) => {$(
        impl Parameter for $id {
            fn to_value(&self) -> Value {
                self.0.to_value()
            }

            fn null() -> Value {
                Uuid::null()
            }
        }
    )+};
}

id_parameters!(
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
