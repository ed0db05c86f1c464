//! Whether an answer is like the recorded one: every recorded member is there with its value, or with one of its kind.

use std::collections::BTreeMap;

use broadsheet_shared::{id::PostId, time::Timestamp};
use serde_json::{Value, json};

/// What answers were made of that no other run has: ids, times, tokens, by the names that the story gives them.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, String>);

/// A place for a value of some kind: `{{id post}}`.
struct Gap<'a> {
    kind: &'a str,
    name: Option<&'a str>,
}

impl<'a> Gap<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let inside = text.strip_prefix("{{")?.strip_suffix("}}")?;
        let (kind, name) = inside.split_once(' ').map_or((inside, None), |(kind, name)| (kind, Some(name)));
        Some(Self { kind, name })
    }

    fn takes(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self.kind {
            // Every id is of one form, whatever it names.
            "id" => text.is_some_and(|text| text.len() == 36 && text.parse::<PostId>().is_ok()),
            "time" => text.is_some_and(|text| text.parse::<Timestamp>().is_ok_and(|time| time.to_string() == text)),
            "text" => text.is_some(),
            "number" => value.is_u64(),
            kind => panic!("there is no kind {kind}"),
        }
    }
}

impl Names {
    /// Gives a value its name.
    pub fn insert(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// A text of a request with the values in the places of their names.
    pub fn fill(&self, text: &str) -> String {
        let put = |text: String, (name, value): (&String, &String)| text.replace(&format!("{{{{{name}}}}}"), value);
        self.0.iter().fold(text.to_owned(), put)
    }

    /// The same for a body.
    pub fn fill_all(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.fill(text).into(),
            Value::Array(items) => items.iter().map(|item| self.fill_all(item)).collect(),
            Value::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), self.fill_all(value))).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// Says where an answer is not like the recorded one.
    pub fn compare(&mut self, place: &str, recorded: &Value, answered: &Value, found: &mut Vec<String>) {
        if let Some(gap) = recorded.as_str().and_then(Gap::read) {
            return self.compare_gap(place, &gap, answered, found);
        }
        match (recorded, answered) {
            (Value::Object(recorded), Value::Object(answered)) => {
                for (name, recorded) in recorded {
                    let place = format!("{place}/{name}");
                    match answered.get(name) {
                        Some(answered) => self.compare(&place, recorded, answered, found),
                        None => found.push(format!("{place} is not there")),
                    }
                }
            }
            (Value::Array(recorded), Value::Array(answered)) if recorded.len() == answered.len() => {
                for (index, (recorded, answered)) in recorded.iter().zip(answered).enumerate() {
                    self.compare(&format!("{place}/{index}"), recorded, answered, found);
                }
            }
            _ if recorded == answered => {}
            _ => found.push(format!("{place} is {answered}, and was {recorded}")),
        }
    }

    /// The same for a header field, in which numbers are texts too.
    pub fn compare_text(&mut self, place: &str, recorded: &str, answered: &str, found: &mut Vec<String>) {
        let is_number = Gap::read(recorded).is_some_and(|gap| gap.kind == "number");
        let answered =
            answered.parse::<u64>().ok().filter(|_| is_number).map_or_else(|| json!(answered), |number| json!(number));
        self.compare(place, &json!(recorded), &answered, found);
    }

    fn compare_gap(&mut self, place: &str, gap: &Gap<'_>, answered: &Value, found: &mut Vec<String>) {
        if !gap.takes(answered) {
            found.push(format!("{place} is {answered}, which is no {}", gap.kind));
            return;
        }
        let Some(name) = gap.name else { return };
        let value = answered.as_str().map_or_else(|| answered.to_string(), str::to_owned);
        match self.0.get(name) {
            Some(known) if *known != value => found.push(format!("{place} is {value}, and {name} is {known}")),
            Some(_) => {}
            None => self.insert(name, &value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(names: &mut Names, recorded: Value, answered: Value) -> Vec<String> {
        let mut found = Vec::new();
        names.compare("", &recorded, &answered, &mut found);
        found
    }

    #[test]
    fn more_is_alike_and_less_or_other_is_not() {
        let recorded = || json!({"title": "A", "tags": ["x"], "author": {"name": "ada"}, "cover": null});
        for (answered, places) in [
            (
                json!({"title": "A", "tags": ["x"], "author": {"name": "ada", "age": 9}, "cover": null, "new": 1}),
                vec![],
            ),
            (json!({"title": "B", "tags": ["x"], "author": {"name": "ada"}, "cover": null}), vec!["/title"]),
            (json!({"title": 1, "tags": [], "author": {"name": "ada"}, "cover": null}), vec!["/title", "/tags"]),
            (json!({"title": "A", "tags": ["y"], "author": {}, "cover": 1}), vec!["/tags/0", "/author/name", "/cover"]),
            (json!({"title": "A", "tags": ["x", "y"], "author": null}), vec!["/tags", "/author", "/cover"]),
        ] {
            let mut found = differences(&mut Names::default(), recorded(), answered.clone());
            found.iter_mut().for_each(|line| line.truncate(line.find(' ').unwrap_or(line.len())));
            found.sort();
            let mut places = places;
            places.sort_unstable();
            assert_eq!(found, places, "{answered}");
        }
    }

    #[test]
    fn a_gap_takes_its_kind_alone_and_a_name_one_value() {
        let mut names = Names::default();
        let (id, other) = ("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e70");
        for (kind, right, wrong) in [
            ("{{id post}}", json!(id), json!(other)),
            ("{{id}}", json!(other), json!("0190c9d27c1e7a7b8c111b2a3c4d5e6f")),
            ("{{time}}", json!("2026-01-01T12:00:00.000Z"), json!("2026-01-01T12:00:00Z")),
            ("{{text}}", json!(""), json!(null)),
            ("{{number}}", json!(3), json!("3")),
        ] {
            assert_eq!(differences(&mut names, json!(kind), right), Vec::<String>::new(), "{kind}");
            assert_eq!(differences(&mut names, json!(kind), wrong).len(), 1, "{kind}");
        }
        let mut found = Vec::new();
        names.compare_text("retry-after", "{{number}}", "30", &mut found);
        names.compare_text("link", "<a>; rel=\"first\"", "<a>; rel=\"first\"", &mut found);

        assert!(found.is_empty(), "{found:?}");
        assert_eq!(names.fill("/posts/{{post}}/{{nothing}}"), format!("/posts/{id}/{{{{nothing}}}}"));
        assert_eq!(names.fill_all(&json!({"a": ["{{post}}", 1]})), json!({"a": [id, 1]}));
    }
}
