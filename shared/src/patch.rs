//! What a merge patch (RFC 7396) says of a field: nothing, null, or a value.

use serde::{Deserialize, Deserializer};

/// Of a field that null empties: `None` is absent, `Some(None)` null.
pub(crate) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Of a field that cannot be empty: null is refused instead of passing for absent.
pub(crate) fn given<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
