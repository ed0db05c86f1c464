//! Two documents of one version: what the earlier promised and the later does not keep.
//!
//! Operations, parameters, bodies, statuses and fields of answers here; what schemas allow in `schema`. Words for people
//! (descriptions, examples, tags) and the limits that a site sets are no promise.

use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::{Comparison, Direction, follow, members};

/// Everything that is broken, each with its place; empty, as it should be.
pub fn broken(frozen: &Value, present: &Value) -> Vec<String> {
    let mut documents = Documents { frozen, present, comparison: Comparison::new(frozen, present) };
    documents.frame();
    documents.operations();
    documents.comparison.into_broken()
}

struct Documents<'a> {
    frozen: &'a Value,
    present: &'a Value,
    comparison: Comparison<'a>,
}

impl<'a> Documents<'a> {
    fn say(&mut self, place: &str, what: &str) {
        self.comparison.say(place, what);
    }

    /// Where the API is, and what its credentials are.
    fn frame(&mut self) {
        if self.frozen["servers"] != self.present["servers"] {
            self.say("servers", "are others now");
        }
        let (was, is) = (&self.frozen["components"], &self.present["components"]);
        for (name, was) in members(&was["securitySchemes"]) {
            let is = &is["securitySchemes"][name.as_str()];
            if (&was["type"], &was["scheme"]) != (&is["type"], &is["scheme"]) {
                self.say(&format!("securitySchemes {name}"), "is another now, or gone");
            }
        }
    }

    fn operations(&mut self) {
        let (was, is) = (operations(self.frozen), operations(self.present));
        for (place, was) in &was {
            match is.get(place) {
                Some(is) => self.operation(place, was, is),
                None => self.say(place, "is gone"),
            }
        }
        for place in is.keys().filter(|place| !was.contains_key(*place)) {
            self.say(place, "is new: what is new belongs into version 2");
        }
    }

    fn operation(&mut self, place: &str, was: &'a Value, is: &'a Value) {
        if was["operationId"] != is["operationId"] {
            self.say(place, &format!("is called {} now, and was {}", is["operationId"], was["operationId"]));
        }
        for credential in list(&was["security"]) {
            if !list(&is["security"]).contains(credential) {
                self.say(place, &format!("is no longer opened by {credential}"));
            }
        }
        self.parameters(place, was, is);
        self.body(place, was, is);
        self.responses(place, &was["responses"], &is["responses"]);
    }

    fn parameters(&mut self, place: &str, was: &'a Value, is: &'a Value) {
        let (was, is) = (parameters(self.frozen, was), parameters(self.present, is));
        for (name, was) in &was {
            let place = format!("{place} {name}");
            let Some(is) = is.get(name) else {
                self.say(&place, "is not taken any more");
                continue;
            };
            if is["required"] == true && was["required"] != true {
                self.say(&place, "must be given now");
            }
            for manner in ["style", "explode", "content"].into_iter().filter(|manner| was[*manner] != is[*manner]) {
                self.say(&place, &format!("has another {manner} now"));
            }
            self.comparison.compare(Direction::Request, &place, &was["schema"], &is["schema"]);
        }
        for (name, _) in is.iter().filter(|(name, is)| !was.contains_key(*name) && is["required"] == true) {
            self.say(&format!("{place} {name}"), "is new and must be given");
        }
    }

    fn body(&mut self, place: &str, was: &'a Value, is: &'a Value) {
        let place = format!("{place} body");
        let (was, is) = match (was.get("requestBody"), is.get("requestBody")) {
            (None, None) => return,
            (Some(_), None) => return self.say(&place, "is not taken any more"),
            (None, Some(is)) => {
                if is["required"] == true {
                    self.say(&place, "is new and must be given");
                }
                return;
            }
            (Some(was), Some(is)) => (follow(self.frozen, was), follow(self.present, is)),
        };
        if is["required"] == true && was["required"] != true {
            self.say(&place, "must be given now");
        }
        for (kind, was) in members(&was["content"]) {
            match is["content"].get(kind) {
                Some(is) => self.comparison.compare(Direction::Request, &place, &was["schema"], &is["schema"]),
                None => self.say(&place, &format!("is not taken as {kind} any more")),
            }
        }
    }

    fn responses(&mut self, place: &str, was: &'a Value, is: &'a Value) {
        for (status, was) in members(was) {
            let place = format!("{place} {status}");
            match is.get(status) {
                Some(is) => self.response(&place, follow(self.frozen, was), follow(self.present, is)),
                None => self.say(&place, "is not answered any more"),
            }
        }
        for (status, _) in members(is).filter(|(status, _)| was.get(status).is_none()) {
            self.say(&format!("{place} {status}"), "is answered now, and was not to be expected");
        }
    }

    fn response(&mut self, place: &str, was: &'a Value, is: &'a Value) {
        for (name, was) in members(&was["headers"]) {
            let place = format!("{place} {name}");
            match is["headers"].get(name) {
                Some(is) => {
                    let (was, is) = (follow(self.frozen, was), follow(self.present, is));
                    self.comparison.compare(Direction::Response, &place, &was["schema"], &is["schema"]);
                }
                None => self.say(&place, "is not sent any more"),
            }
        }
        for (kind, was) in members(&was["content"]) {
            match is["content"].get(kind) {
                Some(is) => self.comparison.compare(Direction::Response, place, &was["schema"], &is["schema"]),
                None => self.say(place, &format!("is not answered as {kind} any more")),
            }
        }
        for (kind, _) in members(&is["content"]).filter(|(kind, _)| was["content"].get(kind).is_none()) {
            self.say(place, &format!("is answered as {kind} now"));
        }
    }
}

/// Every operation, under its method and path.
fn operations(document: &Value) -> BTreeMap<String, &Value> {
    let mut operations = BTreeMap::new();
    for (path, item) in members(&document["paths"]) {
        for (method, operation) in members(item) {
            operations.insert(format!("{method} {path}"), operation);
        }
    }
    operations
}

/// The parameters of an operation, under where they stand and their names.
fn parameters<'a>(document: &'a Value, operation: &'a Value) -> BTreeMap<String, &'a Value> {
    let parameters = list(&operation["parameters"]).iter().map(|parameter| follow(document, parameter));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    parameters
        .map(|parameter| (format!("{} {}", word(&parameter["in"]), word(&parameter["name"])), parameter))
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
