//! The programming languages that a code block may name: how people write them, the label readers see, the syntax behind it.
//!
//! A closed list: labels travel in `data-language`, and the sanitiser lets only these through.

/// One language.
pub(super) struct Language {
    /// What stands after the fence, in lower case.
    pub names: &'static [&'static str],
    /// What the reader sees.
    pub label: &'static str,
    /// The token by which the syntax is found; empty where none is loaded.
    pub syntax: &'static str,
}

const fn language(names: &'static [&'static str], label: &'static str, syntax: &'static str) -> Language {
    Language { names, label, syntax }
}

pub(super) const LANGUAGES: &[Language] = &[
    language(&["rust", "rs"], "Rust", "rs"),
    language(&["toml", "cargo"], "TOML", "toml"),
    language(&["bash", "sh", "shell", "zsh"], "Shell", "sh"),
    language(&["console", "shell-session", "terminal"], "Console", ""),
    language(&["json", "jsonc"], "JSON", "json"),
    language(&["yaml", "yml"], "YAML", "yaml"),
    language(&["javascript", "js", "jsx", "mjs"], "JavaScript", "js"),
    language(&["typescript", "ts", "tsx"], "TypeScript", "js"),
    language(&["html", "htm"], "HTML", "html"),
    language(&["css"], "CSS", "css"),
    language(&["xml", "svg"], "XML", "xml"),
    language(&["markdown", "md"], "Markdown", "md"),
    language(&["sql", "sqlite", "postgresql"], "SQL", "sql"),
    language(&["python", "py"], "Python", "py"),
    language(&["go", "golang"], "Go", "go"),
    language(&["c", "h"], "C", "c"),
    language(&["cpp", "c++", "cxx", "hpp"], "C++", "cpp"),
    language(&["csharp", "cs", "c#"], "C#", "cs"),
    language(&["java"], "Java", "java"),
    language(&["kotlin", "kt"], "Kotlin", ""),
    language(&["scala"], "Scala", "scala"),
    language(&["swift"], "Swift", ""),
    language(&["ruby", "rb"], "Ruby", "rb"),
    language(&["php"], "PHP", "php"),
    language(&["perl", "pl"], "Perl", "pl"),
    language(&["lua"], "Lua", "lua"),
    language(&["haskell", "hs"], "Haskell", "hs"),
    language(&["ocaml", "ml"], "OCaml", "ml"),
    language(&["erlang", "erl"], "Erlang", "erl"),
    language(&["elixir", "ex"], "Elixir", ""),
    language(&["clojure", "clj"], "Clojure", "clj"),
    language(&["lisp"], "Lisp", "lisp"),
    language(&["r"], "R", "r"),
    language(&["zig"], "Zig", ""),
    language(&["nix"], "Nix", ""),
    language(&["wat", "wasm"], "WebAssembly", ""),
    language(&["asm", "assembly", "nasm"], "Assembly", ""),
    language(&["diff", "patch"], "Diff", "diff"),
    language(&["makefile", "make"], "Makefile", "makefile"),
    language(&["dockerfile", "docker"], "Dockerfile", ""),
    language(&["ini", "conf", "cfg"], "INI", "toml"),
    language(&["graphql"], "GraphQL", ""),
    language(&["http"], "HTTP", ""),
    language(&["latex", "tex"], "LaTeX", "tex"),
    language(&["mermaid"], "Mermaid", ""),
];

/// Finds the language of a fence's info string, where `rust,ignore` and `{.rust}` are both Rust.
pub(super) fn find(info: &str) -> Option<&'static Language> {
    let name = info
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}'))
        .find(|part| !part.is_empty())?
        .trim_start_matches('.')
        .to_ascii_lowercase();
    LANGUAGES.iter().find(|language| language.names.contains(&name.as_str()))
}
