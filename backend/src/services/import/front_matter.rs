//! The block above the text: TOML between `+++`, YAML between `---`, or none.

use serde_json::{Map, Value};

/// What stands above the text, and the text.
#[derive(Debug)]
pub(super) struct Document {
    fields: Map<String, Value>,
    pub body: String,
}

impl Document {
    /// Parts a file. The message says what is wrong with the block.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        // Left behind by word processors; no post of ours may hold them.
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if let Some((block, body)) = part(&text, "+++")? {
            let table: toml::Table = toml::from_str(block).map_err(|error| format!("front matter: {error}"))?;
            let fields = table.into_iter().map(|(key, value)| (key, of_toml(value))).collect();
            return Ok(Self { fields, body: body.to_owned() });
        }
        if let Some((block, body)) = part(&text, "---")? {
            let value: Value = serde_yaml_ng::from_str(block).map_err(|error| format!("front matter: {error}"))?;
            let fields = match value {
                Value::Object(fields) => fields,
                Value::Null => Map::new(),
                _ => return Err("front matter: it is not a list of keys and values".to_owned()),
            };
            return Ok(Self { fields, body: body.to_owned() });
        }
        Ok(Self { fields: Map::new(), body: text })
    }

    /// A field that holds one text, number or time.
    pub fn text(&self, path: &str) -> Option<String> {
        self.value(path).and_then(as_text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A field that holds one text or several.
    pub fn texts(&self, path: &str) -> Vec<String> {
        match self.value(path) {
            Some(Value::Array(values)) => values.iter().filter_map(as_text).collect(),
            Some(value) => as_text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// True for a field that says yes.
    pub fn is_set(&self, path: &str) -> bool {
        self.flag(path).unwrap_or(false)
    }

    /// A field that says yes or no.
    pub fn flag(&self, path: &str) -> Option<bool> {
        self.value(path).and_then(Value::as_bool)
    }

    /// The value at `key` or `key.key`.
    fn value(&self, path: &str) -> Option<&Value> {
        let mut keys = path.split('.');
        let first = self.fields.get(keys.next()?)?;
        keys.try_fold(first, |value, key| value.get(key))
    }
}

/// The block between two lines of `fence` and what follows it, if the text begins so.
fn part<'a>(text: &'a str, fence: &str) -> Result<Option<(&'a str, &'a str)>, String> {
    let Some(rest) = text.strip_prefix(fence).and_then(|rest| rest.trim_start_matches([' ', '\t']).strip_prefix('\n'))
    else {
        return Ok(None);
    };
    let mut begin = 0;
    for line in rest.split_inclusive('\n') {
        let end = begin + line.len();
        if line.trim_end() == fence {
            return Ok(Some((&rest[..begin], rest[end..].trim_start_matches('\n'))));
        }
        begin = end;
    }
    // Markdown may begin with a line across the page.
    if fence == "---" { Ok(None) } else { Err(format!("front matter: the closing {fence} is missing")) }
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

        for document in [&toml, &yaml] {
            assert_eq!(document.text("title").as_deref(), Some("A"));
            assert_eq!(document.text("date").as_deref(), Some("2020-01-31"));
            assert_eq!(document.text("extra.team").as_deref(), Some("B"));
        }
        assert!([toml.body, yaml.body, bare.body].iter().all(|body| body == "Text\n"));
    }

    #[test]
    fn one_text_and_several_are_both_lists() {
        let document = Document::parse("---\ntags: one\nauthors: [a, b]\n---\n").unwrap();

        assert_eq!(
            (document.texts("tags"), document.texts("authors")),
            (vec!["one".into()], vec!["a".into(), "b".into()])
        );
        assert!(document.texts("aliases").is_empty());
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
