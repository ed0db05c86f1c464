//! Which action each operation counts as, read from the documents of the API.

use std::collections::HashMap;

use axum::http::Method;
use broadsheet_shared::limit::Action;
use serde_json::Value;

use super::outside_the_api;
use crate::http::doc::ACTION;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// By route, then by method.
#[derive(Debug, Clone, Default)]
pub struct Actions(HashMap<String, [Option<Action>; METHODS.len()]>);

impl Actions {
    /// The actions of these documents' operations. An operation without one counts as a read, until the test that finds
    /// it fails.
    pub fn of(documents: &[&Value]) -> Self {
        let mut actions = Self::default();
        let paths = documents.iter().filter_map(|document| document["paths"].as_object());
        for (path, item) in paths.flatten() {
            let of_method = METHODS.map(|method| {
                let operation = item.get(method)?;
                let action = operation[ACTION].as_str().and_then(|name| name.parse().ok());
                Some(action.unwrap_or(Action::ApiRead))
            });
            actions.0.insert(path.clone(), of_method);
        }
        actions
    }

    /// What a request of this route counts as; `None` for what is not counted. `route` is `None` where there is nothing.
    pub fn find(&self, method: &Method, route: Option<&str>) -> Option<Action> {
        let Some(route) = route else { return Some(Action::SiteRead) };
        match self.0.get(route) {
            Some(of_method) => index(method).and_then(|index| of_method[index]).or(Some(Action::SiteRead)),
            None => outside_the_api(route),
        }
    }
}

fn index(method: &Method) -> Option<usize> {
    match *method {
        Method::GET | Method::HEAD => Some(0),
        Method::POST => Some(1),
        Method::PUT => Some(2),
        Method::PATCH => Some(3),
        Method::DELETE => Some(4),
        _ => None,
    }
}
