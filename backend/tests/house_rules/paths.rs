//! Every path that a source file names, wherever it stands: in a `use` of many lines, in a type, in the words of a macro.
//! Paths are absolute here: `super::posts` in `services/tags.rs` is `crate::services::posts`.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{spanned::Spanned, visit::Visit};

/// A path by its parts, and the line where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub parts: Vec<String>,
    pub line: usize,
}

impl Named {
    /// What stands behind these parts, if they open the path.
    pub fn behind(&self, opening: &[&str]) -> Option<&str> {
        let opens =
            self.parts.len() > opening.len() && opening.iter().zip(&self.parts).all(|(want, part)| want == part);
        opens.then(|| self.parts[opening.len()].as_str())
    }
}

/// The paths of a file at this place below `src`.
pub fn named(place: &Path, source: &syn::File) -> Vec<Named> {
    let mut module: Vec<String> = vec!["crate".to_owned()];
    module.extend(place.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()));
    if module.last().is_some_and(|last| matches!(last.as_str(), "lib" | "main" | "mod")) {
        module.pop();
    }
    let mut paths = Paths { module, found: Vec::new() };
    paths.visit_file(source);
    paths.found
}

struct Paths {
    /// Where the visit is.
    module: Vec<String>,
    found: Vec<Named>,
}

impl Paths {
    fn add(&mut self, parts: &[String], line: usize) {
        let mut absolute = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            match (index, part.as_str()) {
                (0, "super") => {
                    absolute.extend(self.module.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default())
                }
                (_, "super") => {
                    absolute.pop();
                }
                (0, "self") => absolute.extend(self.module.clone()),
                (_, part) => absolute.push(part.to_owned()),
            }
        }
        self.found.push(Named { parts: absolute, line });
    }

    fn add_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let joined = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&joined(&path.ident), &path.tree),
            syn::UseTree::Name(name) if name.ident == "self" => self.add(before, name.span().start().line),
            syn::UseTree::Name(name) => self.add(&joined(&name.ident), name.span().start().line),
            syn::UseTree::Rename(rename) => self.add(&joined(&rename.ident), rename.span().start().line),
            syn::UseTree::Glob(glob) => self.add(before, glob.span().start().line),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.add_tree(before, item)),
        }
    }

    /// A macro's words are no syntax yet: what looks like a path is taken for one.
    fn add_words(&mut self, words: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for word in words {
            match word {
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => path.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' && colons < 2 => {
                    colons += 1;
                    continue;
                }
                other => {
                    self.end(&mut path, line);
                    match other {
                        TokenTree::Ident(ident) => {
                            line = ident.span().start().line;
                            path.push(ident.to_string());
                        }
                        TokenTree::Group(group) => self.add_words(group.stream()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
            colons = 0;
        }
        self.end(&mut path, line);
    }

    fn end(&mut self, path: &mut Vec<String>, line: usize) {
        if path.len() > 1 {
            self.add(path, line);
        }
        path.clear();
    }
}

impl<'a> Visit<'a> for Paths {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        self.module.push(module.ident.to_string());
        syn::visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&parts, path.span().start().line);
        syn::visit::visit_path(self, path);
    }

    // `pub(in crate::http)` says who may look in, not what the file needs.
    fn visit_visibility(&mut self, _: &'a syn::Visibility) {}

    fn visit_macro(&mut self, called: &'a syn::Macro) {
        self.visit_path(&called.path);
        self.add_words(called.tokens.clone());
    }
}

#[test]
fn paths_are_seen_wherever_they_stand() {
    let source = "use crate::{\n    domain::actor,\n    http::{self, v2 as second},\n};\nuse super::super::accounts;\n\
                  pub(in crate::cli) fn f(x: crate::worker::Job) { log!(\"{}\", crate::config::Profile::All); }\n\
                  mod inner { use super::sibling; }\n";

    let found = named(Path::new("services/posts/read.rs"), &syn::parse_file(source).unwrap());

    let found: Vec<(String, usize)> = found.into_iter().map(|path| (path.parts.join("::"), path.line)).collect();
    for expected in [
        ("crate::domain::actor", 2),
        ("crate::http", 3),
        ("crate::http::v2", 3),
        ("crate::services::accounts", 5),
        ("crate::worker::Job", 6),
        ("crate::config::Profile::All", 6),
        ("crate::services::posts::read::sibling", 7),
    ] {
        assert!(found.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} in {found:?}");
    }
    assert!(!found.iter().any(|(path, _)| path.contains("cli")), "{found:?}");
}
