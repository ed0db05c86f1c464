//! Two schemas of one place: whether the later takes all that the earlier took, or answers nothing that the earlier did not.
//!
//! Both questions are one: a wide schema must cover a narrow one. For requests the later is the wide one, for answers the
//! earlier. A schema is taken apart into its forms (one value, one type), so that `enum`, `const`, `oneOf`, `anyOf`,
//! `$ref` and lists of types are the same thing. A keyword that is not known here must not change.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Keywords for people.
const WORDS: &[&str] = &["description", "title", "summary", "example", "examples", "deprecated", "$comment"];
/// Keywords that are compared, apart from limits.
const COMPARED: &[&str] = &[
    "$ref",
    "type",
    "const",
    "enum",
    "x-open",
    "oneOf",
    "anyOf",
    "default",
    "properties",
    "required",
    "additionalProperties",
    "items",
];
const UPPER_LIMITS: &[&str] = &["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"];
const LOWER_LIMITS: &[&str] = &["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"];
/// Keywords that are compared whole: without one a schema is wider, and with another it is neither.
const CONDITIONS: &[&str] = &["format", "pattern", "multipleOf", "uniqueItems", "contentEncoding"];

/// Whatever may be: what a missing schema allows.
static ANYTHING: Value = Value::Bool(true);

/// Which way a schema's values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the client: nothing may be refused that was taken.
    Request,
    /// To the client: nothing may come that was not promised.
    Response,
}

/// One way to satisfy a schema.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Form<'a> {
    kind: Kind<'a>,
    schema: &'a Value,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind<'a> {
    Anything,
    /// This value alone.
    Only(&'a Value),
    /// Any value of this type, within the limits beside it.
    Of(&'a str),
}

/// The comparison of two documents, with what it has found.
pub struct Comparison<'a> {
    frozen: &'a Value,
    present: &'a Value,
    seen: BTreeSet<(Direction, String, String)>,
    broken: Vec<String>,
}

impl<'a> Comparison<'a> {
    pub fn new(frozen: &'a Value, present: &'a Value) -> Self {
        Self { frozen, present, seen: BTreeSet::new(), broken: Vec::new() }
    }

    /// Notes that something is broken.
    pub fn say(&mut self, place: &str, what: &str) {
        let line = format!("{place}: {what}");
        if !self.broken.contains(&line) {
            self.broken.push(line);
        }
    }

    pub fn into_broken(self) -> Vec<String> {
        self.broken
    }

    /// Compares what the two documents say of one place.
    pub fn compare(&mut self, direction: Direction, place: &str, frozen: &'a Value, present: &'a Value) {
        self.unknown_keywords(place, frozen, present);
        if direction == Direction::Request && frozen.get("default").is_some() && frozen["default"] != present["default"]
        {
            self.say(place, &format!("is {} where it is left out, and was {}", present["default"], frozen["default"]));
        }
        // What is named is compared once: everywhere else it is the same.
        if let (Some(was), Some(is)) = (frozen["$ref"].as_str(), present["$ref"].as_str())
            && !self.seen.insert((direction, was.to_owned(), is.to_owned()))
        {
            return;
        }
        let (was, is) = (forms(self.frozen, frozen), forms(self.present, present));
        let (narrow, wide) = match direction {
            Direction::Request => (&was, &is),
            Direction::Response => (&is, &was),
        };
        for form in narrow {
            self.find_cover(direction, place, form, wide);
        }
        for form in was.iter().filter(|form| direction == Direction::Response && matches!(form.kind, Kind::Only(_))) {
            if !is.iter().any(|other| other.kind == form.kind) {
                self.say(place, &format!("has no {} any more", form.told()));
            }
        }
    }

    /// Looks for a wide form that covers the narrow one. Where there is but one of its type, it says what is in the way.
    fn find_cover(&mut self, direction: Direction, place: &str, narrow: &Form<'a>, wide: &[Form<'a>]) {
        let alike: Vec<_> = wide.iter().filter(|wide| wide.is_like(narrow)).collect();
        if alike.is_empty() {
            let told = narrow.told();
            return match direction {
                Direction::Request => self.say(place, &format!("does not take {told} any more")),
                Direction::Response => self.say(place, &format!("can be {told} now")),
            };
        }
        let before = self.broken.len();
        let mut complaints = Vec::new();
        for wide in alike {
            let seen = self.seen.clone();
            self.cover(direction, place, narrow, wide);
            if self.broken.len() == before {
                return;
            }
            complaints.push(self.broken.split_off(before));
            self.seen = seen;
        }
        self.broken.extend(complaints.into_iter().next().unwrap_or_default());
    }

    fn cover(&mut self, direction: Direction, place: &str, narrow: &Form<'a>, wide: &Form<'a>) {
        match (narrow.kind, wide.kind) {
            (_, Kind::Anything) | (Kind::Only(_), Kind::Only(_)) => return,
            (Kind::Only(value), Kind::Of(_)) => return self.value_fits(place, value, wide.schema),
            _ => {}
        }
        let (was, is) = match direction {
            Direction::Request => (narrow.schema, wide.schema),
            Direction::Response => (wide.schema, narrow.schema),
        };
        self.unknown_keywords(place, was, is);
        self.limits(place, (was, is), (narrow.schema, wide.schema));
        match wide.kind {
            Kind::Of("object") => self.object(direction, place, was, is),
            Kind::Of("array") => self.compare(direction, &format!("{place}[]"), part(was, "items"), part(is, "items")),
            _ => {}
        }
    }

    fn value_fits(&mut self, place: &str, value: &Value, schema: &Value) {
        let length = value.as_str().map(|text| text.chars().count() as f64);
        let fits = |keyword: &str, is_right: fn(f64, f64) -> bool| match (length, schema[keyword].as_f64()) {
            (Some(length), Some(limit)) => is_right(length, limit),
            _ => true,
        };
        if !fits("maxLength", |length, limit| length <= limit) || !fits("minLength", |length, limit| length >= limit) {
            self.say(place, &format!("has no room for {value} any more"));
        }
    }

    fn limits(&mut self, place: &str, (was, is): (&Value, &Value), (narrow, wide): (&Value, &Value)) {
        let bounds =
            UPPER_LIMITS.iter().map(|name| (*name, true)).chain(LOWER_LIMITS.iter().map(|name| (*name, false)));
        for (name, is_upper) in bounds {
            let Some(limit) = wide[name].as_f64() else { continue };
            let within = narrow[name].as_f64().is_some_and(|own| if is_upper { own <= limit } else { own >= limit });
            if !within {
                self.say(place, &format!("{name} is {} now, and was {}", is[name], was[name]));
            }
        }
        for name in
            CONDITIONS.iter().filter(|name| wide.get(**name).is_some_and(|form| narrow.get(**name) != Some(form)))
        {
            self.say(place, &format!("{name} is {} now, and was {}", is[*name], was[*name]));
        }
    }

    fn object(&mut self, direction: Direction, place: &str, was: &'a Value, is: &'a Value) {
        let (former, fields) = (part(was, "properties"), part(is, "properties"));
        for (name, former) in members(former) {
            let place = format!("{place}/{name}");
            let Some(field) = fields.get(name) else {
                self.say(&place, "is gone");
                continue;
            };
            self.compare(direction, &place, former, field);
            match (direction, is_required(was, name), is_required(is, name)) {
                (Direction::Request, false, true) => self.say(&place, "must be given now"),
                (Direction::Response, true, false) => self.say(&place, "may be missing now"),
                _ => {}
            }
        }
        for (name, _) in members(fields).filter(|(name, _)| former.get(name).is_none()) {
            // A client that was made from the later document meets servers of the earlier, too.
            if is_required(is, name) {
                self.say(&format!("{place}/{name}"), "is new and not optional");
            }
        }
        let (was, is) = (part(was, "additionalProperties"), part(is, "additionalProperties"));
        self.compare(direction, &format!("{place}/*"), was, is);
    }

    fn unknown_keywords(&mut self, place: &str, was: &Value, is: &Value) {
        let known = [WORDS, COMPARED, UPPER_LIMITS, LOWER_LIMITS, CONDITIONS].concat();
        let names: BTreeSet<&String> = members(was).chain(members(is)).map(|(name, _)| name).collect();
        for name in names.into_iter().filter(|name| !known.contains(&name.as_str()) && was.get(name) != is.get(name)) {
            self.say(place, &format!("{name} has changed, and what that means is not known here"));
        }
    }
}

impl Form<'_> {
    fn told(&self) -> String {
        match self.kind {
            Kind::Anything => "anything".to_owned(),
            Kind::Only(value) => value.to_string(),
            Kind::Of(name) => name.to_owned(),
        }
    }

    /// True if this form could cover the other, by its type alone.
    fn is_like(&self, narrow: &Form<'_>) -> bool {
        match (self.kind, narrow.kind) {
            (Kind::Anything, _) => true,
            (Kind::Only(own), Kind::Only(other)) => own == other,
            (Kind::Of(own), Kind::Only(other)) => {
                own == type_of(other) || (own == "number" && type_of(other) == "integer")
            }
            (Kind::Of(own), Kind::Of(other)) => own == other || (own == "number" && other == "integer"),
            (Kind::Only(_) | Kind::Of(_), _) => false,
        }
    }
}

/// Takes a schema apart.
fn forms<'a>(document: &'a Value, schema: &'a Value) -> Vec<Form<'a>> {
    let schema = follow(document, schema);
    let of = |kind| Form { kind, schema };
    match schema {
        Value::Bool(false) => return Vec::new(),
        Value::Object(_) => {}
        _ => return vec![of(Kind::Anything)],
    }
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        return choices.iter().flat_map(|choice| forms(document, choice)).collect();
    }
    if let Some(value) = schema.get("const") {
        return vec![of(Kind::Only(value))];
    }
    if let Some(values) = schema["enum"].as_array() {
        // A list to which more may come is a text with examples.
        let open = schema["type"].as_str().filter(|_| schema["x-open"] == true);
        return values.iter().map(|value| of(Kind::Only(value))).chain(open.map(|name| of(Kind::Of(name)))).collect();
    }
    match &schema["type"] {
        Value::String(name) => vec![of(Kind::Of(name))],
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(|name| of(Kind::Of(name))).collect(),
        _ => vec![of(Kind::Anything)],
    }
}

/// What a reference leads to; anything else is itself.
pub fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    while let Some(reference) = value["$ref"].as_str() {
        let found = document.pointer(reference.trim_start_matches('#'));
        value = found.unwrap_or_else(|| panic!("nothing is at {reference}"));
    }
    value
}

/// The members of an object; of anything else none.
pub fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn part<'a>(schema: &'a Value, keyword: &str) -> &'a Value {
    schema.get(keyword).unwrap_or(&ANYTHING)
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|required| required == name))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
