//! The words on the editor's formatting buttons.

/// Makes the line a heading.
pub const HEADING: &str = "Heading";
/// Strong words.
pub const BOLD: &str = "Bold";
/// Stressed words.
pub const ITALIC: &str = "Italic";
/// Words that no longer hold.
pub const STRIKETHROUGH: &str = "Strikethrough";
/// A link from the words.
pub const LINK: &str = "Link";
/// Code in the line, or a block of it.
pub const CODE: &str = "Code";
/// What somebody else has said.
pub const QUOTATION: &str = "Quotation";
/// A list with dots.
pub const LIST: &str = "List";
/// A list with numbers.
pub const NUMBERED_LIST: &str = "Numbered list";
/// A list with boxes to tick.
pub const TASK_LIST: &str = "Task list";
/// Rows and columns.
pub const TABLE: &str = "Table";
/// A line between two parts of the text.
pub const LINE_ACROSS: &str = "Line across";

/// Stands at the head of each column of a new table.
pub const COLUMN: &str = "Column";
/// Stands in each field of a new table.
pub const CELL: &str = "Text";

/// A button's name with its shortcut, as in `Bold (Ctrl+B)`.
pub fn with_shortcut(label: &str, key: char) -> String {
    format!("{label} (Ctrl+{key})")
}
