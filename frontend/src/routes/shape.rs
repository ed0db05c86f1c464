//! The shape of a page's addresses, in leptos_router's segments, and what a matching address carries.

use std::{borrow::Cow, fmt};

use leptos_router::{ParamSegment, PartialPathMatch, PathSegment, PossibleRouteMatch, StaticSegment};

use crate::paths;

/// One segment.
#[derive(Debug, Clone, Copy)]
pub enum Segment {
    /// Just this.
    Plain(&'static str),
    /// Anything, under this name.
    Named(&'static str),
}

/// The segments of one line of the table. Not what `path!` makes, which is a type for each line: matching would be compiled as
/// often as there are lines, into every program.
#[derive(Clone, Copy)]
pub struct Shape(pub(super) &'static [Segment]);

impl Segment {
    fn test(self, path: &str) -> Option<PartialPathMatch<'_>> {
        match self {
            Self::Plain(segment) => StaticSegment(segment).test(path),
            Self::Named(name) => ParamSegment(name).test(path),
        }
    }
}

impl Shape {
    /// The named parts of a path of this shape, as they stand in it. A slash at the end makes it another path.
    pub(super) fn names(self, path: &str) -> Option<Names> {
        let found = self.test(path)?;
        (found.remaining().is_empty() || path == paths::HOME).then(|| found.params()).filter(|_| !path.is_empty())
    }

    /// As in `/posts/{slug}`.
    pub(super) fn template(self) -> String {
        let parts = self.0.iter().map(|segment| match segment {
            Segment::Plain(segment) => format!("/{segment}"),
            Segment::Named(name) => format!("/{{{name}}}"),
        });
        let template: String = parts.collect();
        if template.is_empty() { paths::HOME.to_owned() } else { template }
    }
}

impl PossibleRouteMatch for Shape {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let (mut rest, mut names) = (path, Vec::new());
        for segment in self.0 {
            let found = segment.test(rest)?;
            rest = found.remaining();
            names.extend(found.params());
        }
        Some(PartialPathMatch::new(rest, names, &path[..path.len() - rest.len()]))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.extend(self.0.iter().map(|segment| match *segment {
            Segment::Plain(segment) => PathSegment::Static(segment.into()),
            Segment::Named(name) => PathSegment::Param(name.into()),
        }));
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
