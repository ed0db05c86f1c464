//! The shape of a page's addresses, in leptos_router's segments, and what a matching address carries.

use std::{borrow::Cow, fmt};

use leptos_router::{PartialPathMatch, PathSegment, PossibleRouteMatch};

use crate::paths;

/// What `path!` makes, of whatever type.
pub type Segments = &'static (dyn PossibleRouteMatch + Send + Sync);

/// The segments of one line of the table. One type for all lines, so that the router's outlet is compiled once.
#[derive(Clone, Copy)]
pub struct Shape(pub(super) Segments);

impl Shape {
    /// The named parts of a path of this shape, as they stand in it. A slash at the end makes it another path.
    pub(super) fn names(self, path: &str) -> Option<Names> {
        let found = self.test(path)?;
        (found.remaining().is_empty() || path == paths::HOME).then(|| found.params()).filter(|_| !path.is_empty())
    }

    /// As in `/posts/{slug}`.
    pub(super) fn template(self) -> String {
        let mut segments = Vec::new();
        self.generate_path(&mut segments);
        let parts = segments.iter().map(|segment| match segment {
            PathSegment::Param(name) => format!("/{{{name}}}"),
            other => format!("/{}", other.as_raw_str()),
        });
        let template: String = parts.collect();
        if template.is_empty() { paths::HOME.to_owned() } else { template }
    }
}

impl PossibleRouteMatch for Shape {
    fn optional(&self) -> bool {
        self.0.optional()
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        self.0.test(path)
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        self.0.generate_path(path);
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.template())
    }
}

/// Name and raw text of each part.
type Names = Vec<(Cow<'static, str>, String)>;

/// What an address carries. Both parts are decoded here and once: the router's own maps decode a query a second time, so
/// that `%2541` would become `A`.
pub struct Asked<'a> {
    pub(super) names: Names,
    pub(super) query: &'a str,
}

impl Asked<'_> {
    /// A named part of the path; `None` if it is not UTF-8.
    pub(super) fn name(&self, name: &str) -> Option<String> {
        let (_, raw) = self.names.iter().find(|(key, _)| key == name)?;
        paths::decoded(raw)
    }

    /// The cursor of a later part of a list.
    pub(super) fn after(&self) -> Option<String> {
        paths::parameter(self.query, "after")
    }
}
