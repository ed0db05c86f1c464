//! What serde says of a wrong value, in words for people: which field, what it must be, what it is.

/// One sentence about the value at `name`, which is a pointer or the name of a parameter; empty for the whole body.
pub(super) fn explain(name: &str, message: &str) -> String {
    let name = name.trim_start_matches('/');
    let subject = if name.is_empty() { "The body".to_owned() } else { format!("`{name}`") };
    for opening in ["invalid type: ", "invalid value: "] {
        if let Some((given, wanted)) = message.strip_prefix(opening).and_then(|rest| rest.rsplit_once(", expected ")) {
            return match wish(wanted) {
                Some(wish) => format!("{subject} must be {wish}, not {}.", gift(given)),
                None => format!("{subject} must not be {}.", gift(given)),
            };
        }
    }
    if let Some((_, choices)) = message.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", expected "))
    {
        let choices: Vec<&str> = choices.split('`').skip(1).step_by(2).collect();
        return format!("{subject} must be {}.", alternatives(&choices));
    }
    // Our own types say the end of a sentence that begins with the field, or what to give.
    match message.strip_prefix("give ") {
        Some(wish) => format!("{subject} must be {wish}."),
        None if message.starts_with("is not ") => format!("{subject} {message}."),
        None => format!("{subject} is not right here."),
    }
}

/// What serde expected; `None` for what has no name among people.
fn wish(wanted: &str) -> Option<String> {
    let whole = |least: i128, most: i128| Some(format!("a whole number from {least} to {most}"));
    match wanted {
        "i8" => whole(i8::MIN.into(), i8::MAX.into()),
        "i16" => whole(i16::MIN.into(), i16::MAX.into()),
        "i32" => whole(i32::MIN.into(), i32::MAX.into()),
        "u8" => whole(0, u8::MAX.into()),
        "u16" => whole(0, u16::MAX.into()),
        "u32" => whole(0, u32::MAX.into()),
        "i64" | "u64" | "usize" => Some("a whole number".to_owned()),
        "f32" | "f64" => Some("a number".to_owned()),
        "a boolean" => Some("true or false".to_owned()),
        "a sequence" => Some("a list".to_owned()),
        "a map" => Some("an object".to_owned()),
        _ if wanted.contains("string") => Some("a text".to_owned()),
        _ if wanted.starts_with("struct ") => Some("an object".to_owned()),
        _ => None,
    }
}

/// What serde met. Texts are not repeated: they may be long, or secret.
fn gift(given: &str) -> &str {
    match given.split_once('`').and_then(|(kind, rest)| Some((kind.trim(), rest.strip_suffix('`')?))) {
        Some(("integer" | "floating point" | "boolean", value)) => value,
        _ if given.starts_with("string") => "a text",
        _ if given.starts_with("sequence") => "a list",
        _ if given.starts_with("map") => "an object",
        _ if given.starts_with("null") || given.starts_with("unit") => "null",
        _ => "what it is",
    }
}

fn alternatives(choices: &[&str]) -> String {
    match choices {
        [] => "something else".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sort {
        Latest,
        Oldest,
        Top,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "read by serde alone")]
    struct Inner {
        deep: bool,
    }

    fn said<T: serde::de::DeserializeOwned>(json: &str) -> String {
        let error = serde_json::from_str::<T>(json).err().unwrap().to_string();
        explain("/field", error.rsplit_once(" at line ").map_or(error.as_str(), |(message, _)| message))
    }

    #[test]
    fn what_is_wrong_is_said_in_words_for_people() {
        assert_eq!(said::<String>("null"), "`field` must be a text, not null.");
        assert_eq!(said::<String>("5"), "`field` must be a text, not 5.");
        assert_eq!(said::<String>("[1]"), "`field` must be a text, not a list.");
        assert_eq!(said::<u8>("300"), "`field` must be a whole number from 0 to 255, not 300.");
        assert_eq!(said::<i64>("1.5"), "`field` must be a whole number, not 1.5.");
        assert_eq!(said::<u64>("\"secret\""), "`field` must be a whole number, not a text.");
        assert_eq!(said::<bool>("\"yes\""), "`field` must be true or false, not a text.");
        assert_eq!(said::<Vec<String>>("true"), "`field` must be a list, not true.");
        assert_eq!(said::<Inner>("true"), "`field` must be an object, not true.");
        assert_eq!(said::<Sort>("\"worst\""), "`field` must be latest, oldest or top.");
        let id = said::<broadsheet_shared::id::PostId>("\"x\"");
        assert_eq!(id, "`field` is not an id.");
        let time = said::<broadsheet_shared::time::Timestamp>("\"soon\"");
        assert_eq!(time, "`field` is not a time in the form 2026-01-31T12:00:00Z.");
    }

    #[test]
    fn the_field_is_named_as_the_caller_wrote_it() {
        let null = "invalid type: null, expected a string";

        assert_eq!(explain("/tags/1", null), "`tags/1` must be a text, not null.");
        assert_eq!(explain("limit", "give a number from 1 to 100"), "`limit` must be a number from 1 to 100.");
        assert_eq!(explain("", null), "The body must be a text, not null.");
        assert_eq!(explain("/x", "data did not match any variant of untagged enum Y"), "`x` is not right here.");
    }
}
