//! The block above the text: TOML between `+++`, YAML between `---`, or none.
//!
//! What it says decides whether a post is seen and under whose name, so whatever is there and not understood refuses the
//! file: nothing is guessed, and nothing of a text is taken for a block and lost.

mod yaml;

use serde_json::{Map, Value};

/// The longest block that is parsed.
const MAX_BLOCK_KIB: usize = 64;

/// Brackets that open in one block of YAML. Its scanner looks at every open one again for each word that follows, and which
/// of them are open is known only to whoever has parsed the block: so all are counted.
const MAX_BRACKETS: usize = 1_000;

/// Keys by which a block of YAML is told from a text between two lines across the page: ours, and those that Jekyll, Hugo,
/// Zola and their like write.
const KNOWN_KEYS: [&str; 56] = [
    "alias",
    "aliases",
    "author",
    "authors",
    "canonical_url",
    "categories",
    "category",
    "comments",
    "cover",
    "created",
    "created_at",
    "date",
    "description",
    "draft",
    "excerpt",
    "expirydate",
    "extra",
    "featured",
    "feed",
    "guid",
    "hero",
    "id",
    "image",
    "images",
    "keywords",
    "lang",
    "language",
    "lastmod",
    "layout",
    "linktitle",
    "math",
    "menu",
    "modified",
    "name",
    "params",
    "path",
    "permalink",
    "pin",
    "pubdate",
    "publishdate",
    "published",
    "redirect_from",
    "series",
    "slug",
    "status",
    "subtitle",
    "summary",
    "tags",
    "taxonomies",
    "template",
    "thumbnail",
    "title",
    "toc",
    "type",
    "updated",
    "weight",
];

/// What stands above the text, and the text.
#[derive(Debug)]
pub(super) struct Document {
    /// By key in lower case.
    fields: Map<String, Value>,
    pub body: String,
}

impl Document {
    /// Parts a file. The message says what is wrong with the block.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        // Left behind by word processors; no post of ours may hold them.
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if let Some((block, body)) = part(&text, "+++") {
            let block = block.ok_or_else(|| "front matter: the closing +++ is missing".to_owned())?;
            return Ok(Self { fields: toml_fields(block)?, body: body.to_owned() });
        }
        // Markdown may begin with a line across the page, and nothing then says that another follows.
        if let Some((Some(block), body)) = part(&text, "---")
            && let Some(fields) = yaml_fields(block)?
        {
            return Ok(Self { fields, body: body.to_owned() });
        }
        Ok(Self { fields: Map::new(), body: text })
    }

    /// A field that holds one text, number or time.
    pub fn text(&self, path: &str) -> Result<Option<String>, String> {
        let Some(value) = self.value(path)? else { return Ok(None) };
        let text =
            as_text(value).ok_or_else(|| format!("{path}: it is no text; if it is meant as one, put it in quotes"))?;
        Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
    }

    /// A field that holds one text or several.
    pub fn texts(&self, path: &str) -> Result<Vec<String>, String> {
        let wrong = || format!("{path}: it is neither a text nor a list of texts");
        match self.value(path)? {
            Some(Value::Array(values)) => {
                values.iter().filter(|value| !value.is_null()).map(|value| as_text(value).ok_or_else(wrong)).collect()
            }
            Some(value) => Ok(vec![as_text(value).ok_or_else(wrong)?]),
            None => Ok(Vec::new()),
        }
    }

    /// A field that says yes or no, in the words of any of the programs. One that is there must say either.
    pub fn flag(&self, path: &str) -> Result<Option<bool>, String> {
        let Some(value) = self.field(path)? else { return Ok(None) };
        let word = value.as_bool().map(|is_set| is_set.to_string()).or_else(|| as_text(value)).unwrap_or_default();
        match word.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(Some(true)),
            "false" | "no" | "off" | "0" => Ok(Some(false)),
            _ => Err(format!("{path}: it is neither yes nor no; write true or false")),
        }
    }

    /// The value at `key` or `key.key`, if there is one.
    fn value(&self, path: &str) -> Result<Option<&Value>, String> {
        Ok(self.field(path)?.filter(|value| !value.is_null()))
    }

    /// The same, which may be empty.
    fn field(&self, path: &str) -> Result<Option<&Value>, String> {
        let mut fields = &self.fields;
        let mut keys = path.split('.').peekable();
        while let Some(key) = keys.next() {
            let found = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
            match found {
                found if keys.peek().is_none() => return Ok(found),
                Some(Value::Object(inner)) => fields = inner,
                None | Some(Value::Null) => return Ok(None),
                Some(_) => return Err(format!("{key}: it must hold fields of its own")),
            }
        }
        Ok(None)
    }
}

/// The block between two lines of `fence`, or none if it does not end, and what follows it; if the text begins so.
fn part<'a>(text: &'a str, fence: &str) -> Option<(Option<&'a str>, &'a str)> {
    let rest = text.strip_prefix(fence)?.trim_start_matches([' ', '\t']).strip_prefix('\n')?;
    let mut begin = 0;
    for line in rest.split_inclusive('\n') {
        let end = begin + line.len();
        if line.trim_end() == fence {
            return Some((Some(&rest[..begin]), rest[end..].trim_start_matches('\n')));
        }
        begin = end;
    }
    Some((None, text))
}

fn toml_fields(block: &str) -> Result<Map<String, Value>, String> {
    require_short(block)?;
    let table: toml::Table = toml::from_str(block).map_err(|error| {
        let at = error.span().map_or(0, |span| block.floor_char_boundary(span.start));
        let line = block[..at].matches('\n').count() + 1;
        let key = block.lines().nth(line - 1).and_then(|line| line.split('=').next()).unwrap_or_default().trim();
        match error.message() {
            "duplicate key" => twice(key),
            message => format!("front matter: line {line}: {}", message.lines().collect::<Vec<_>>().join(", ")),
        }
    })?;
    lowered(table.into_iter().map(|(key, value)| (key, of_toml(value))))
}

/// `None` for a text between two lines.
fn yaml_fields(block: &str) -> Result<Option<Map<String, Value>>, String> {
    if block.is_empty() {
        return Ok(Some(Map::new()));
    }
    let is_behind_empty_line = block.lines().next().is_none_or(|line| line.trim().is_empty());
    let value = match require_short(block).and_then(|()| yaml::parse(block)) {
        Ok(value) => value,
        // Prose is seldom YAML.
        Err(_) if is_behind_empty_line => return Ok(None),
        Err(error) => return Err(error),
    };
    let fields = match value {
        Value::Object(fields) => lowered(fields)?,
        Value::Array(_) if !is_behind_empty_line => {
            return Err("front matter: it is not a list of keys and values".to_owned());
        }
        _ => return Ok(None),
    };
    if !fields.keys().any(|key| KNOWN_KEYS.contains(&key.as_str())) {
        return Ok(None);
    }
    if is_behind_empty_line {
        let reason = "front matter: behind an empty line it may be a text as well; take the line out, or put one more \
            before the first ---";
        return Err(reason.to_owned());
    }
    Ok(Some(fields))
}

/// Before anything parses it: every parser has a text that it takes long for.
fn require_short(block: &str) -> Result<(), String> {
    if block.len() > MAX_BLOCK_KIB << 10 {
        return Err(format!("front matter: it is longer than {MAX_BLOCK_KIB} KiB"));
    }
    if block.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > MAX_BRACKETS {
        return Err(format!("front matter: it has more than {MAX_BRACKETS} opening brackets"));
    }
    Ok(())
}

/// The keys in lower case, as they are asked for.
fn lowered(fields: impl IntoIterator<Item = (String, Value)>) -> Result<Map<String, Value>, String> {
    let mut lowered = Map::new();
    for (key, value) in fields {
        let key = key.to_lowercase();
        if lowered.contains_key(&key) {
            return Err(twice(&key));
        }
        lowered.insert(key, value);
    }
    Ok(lowered)
}

fn twice(key: &str) -> String {
    format!("front matter: the key {key} stands there twice")
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is_set) => is_set.into(),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(values) => values.into_iter().map(of_toml).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, of_toml(value))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_yaml_and_nothing_are_read_alike() {
        let toml =
            Document::parse("+++\ntitle = \"A\"\ndate = 2020-01-31\n[extra]\nteam = \"B\"\n+++\n\nText\n").unwrap();
        let yaml =
            Document::parse("---\r\ntitle: A\r\ndate: 2020-01-31\r\nextra:\r\n  team: B\r\n---\r\nText\r\n").unwrap();
        let bare = Document::parse("Text\n").unwrap();

        let text = |document: &Document, path: &str| document.text(path).unwrap().unwrap();
        for document in [&toml, &yaml] {
            assert_eq!(text(document, "title"), "A");
            assert_eq!(text(document, "date"), "2020-01-31");
            assert_eq!(text(document, "extra.team"), "B");
        }
        assert!([toml.body, yaml.body, bare.body].iter().all(|body| body == "Text\n"));
    }

    #[test]
    fn one_text_and_several_are_both_lists() {
        let document = Document::parse("---\ntags: one\nauthors: [a, b]\n---\n").unwrap();

        assert_eq!(
            (document.texts("tags").unwrap(), document.texts("authors").unwrap()),
            (vec!["one".into()], vec!["a".into(), "b".into()])
        );
        assert!(document.texts("aliases").unwrap().is_empty());
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(Document::parse("a\u{8}b\tc\rd").unwrap().body, "ab\tc\nd");
    }

    #[test]
    fn a_broken_block_says_where() {
        assert!(Document::parse("+++\ntitle = \n+++\nText").unwrap_err().contains("line 1"));
        assert!(Document::parse("+++\ntitle = 1\nText").unwrap_err().contains("closing"));
        assert!(Document::parse("---\n[1, 2]\n---\nText").is_err());
        assert_eq!(Document::parse("---\n\nText").unwrap().body, "---\n\nText");
    }
}
