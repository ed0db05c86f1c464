//! The drawings on the formatting buttons: lines on a grid of 24 units.

use crate::components::editor::edits::Action;

/// A framed hill under a sun.
pub(super) const PICTURE: &str = "M4 5h16v14H4ZM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5h.01";

/// The drawing of an action.
pub(super) const fn path(action: Action) -> &'static str {
    match action {
        Action::Heading => "M6 5v14M18 5v14M6 12h12",
        Action::Bold => "M7.5 5h5.5a3.4 3.4 0 0 1 0 6.8H7.5ZM7.5 11.8h6.3a3.6 3.6 0 0 1 0 7.2H7.5Z",
        Action::Italic => "M10 5h7M7 19h7M14 5l-4 14",
        Action::Strikethrough => {
            "M4.5 12h15M16.5 8a4 3.2 0 0 0-4.5-2.8c-2.6 0-4.3 1.3-4.3 3.2M7.5 16a4 3.2 0 0 0 4.5 2.8c2.7 0 4.5-1.3 4.5-3.3"
        }
        Action::Link => {
            "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"
        }
        Action::Code => "M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5",
        Action::Quote => "M5 6v12M9.5 8h10M9.5 12h10M9.5 16h6",
        Action::BulletList => "M9.5 6.5h10M9.5 12h10M9.5 17.5h10M5 6.5h.01M5 12h.01M5 17.5h.01",
        Action::NumberedList => {
            "M10.5 6.5h9M10.5 12h9M10.5 17.5h9M4.5 5.2 6 4.5V9M4.3 15.6c1.2-1.3 3-.6 2.6.7L4.3 19.5h3"
        }
        Action::TaskList => "M4 5.5h4.5V10H4ZM4 14.5h4.5V19H4ZM12 7.8h8M12 16.8h8M5 16.8l1 1 1.6-2",
        Action::Table => "M4 5.5h16v13H4ZM4 10h16M12 5.5v13",
        Action::Rule => "M4 12h16M7 7h10M7 17h10",
    }
}
