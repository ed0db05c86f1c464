//! Letters about what others do: one for something that is mailed at once, one for all of a day.

use super::{Item, Letter, Person};
use crate::{
    domain::notification::Notification,
    services::mails::words::{self, notified},
};

/// The page with all of it.
const LIST: &str = "/notifications";
/// The page where one says what is mailed.
const SETTINGS: &str = "/settings/notifications";

/// Where the links of these letters lead.
pub(in crate::services::mails) struct Ways<'a> {
    /// The site's address with this path behind it.
    pub link: &'a dyn Fn(&str) -> String,
    /// The address that ends mails like this one.
    pub unsubscribe: String,
}

/// Something that the person has not seen yet.
pub(in crate::services::mails) fn notification(person: &Person<'_>, told: &Notification, ways: &Ways<'_>) -> Letter {
    let mut letter = Letter::to(person, &notified::heading(told));
    letter.paragraphs.extend(told.post.as_ref().map(|post| notified::quoted(&post.title)));
    letter.paragraphs.extend(notified::meaning(told).map(str::to_owned));
    let excerpt = told.comment.as_ref().map(|comment| words::name(&comment.excerpt));
    letter.paragraphs.extend(excerpt.filter(|excerpt| !excerpt.is_empty()));
    letter.paragraphs.extend(told.reason.as_deref().map(notified::reason));
    ended(letter.leads(notified::READ_BUTTON, (ways.link)(&told.path())), notified::WHY_NOW, ways)
}

/// What the person has not seen of a day.
pub(in crate::services::mails) fn digest(
    person: &Person<'_>,
    told: &[Notification],
    has_more: bool,
    ways: &Ways<'_>,
) -> Letter {
    let mut letter = Letter::to(person, &notified::digest_heading(told.len(), has_more)).says(notified::DIGEST_TEXT);
    letter.items =
        told.iter().map(|one| Item { text: notified::line(one), address: (ways.link)(&one.path()) }).collect();
    if has_more {
        letter = letter.notes(notified::MORE);
    }
    ended(letter.leads(notified::LIST_BUTTON, (ways.link)(LIST)), notified::WHY_DAILY, ways)
}

/// Why the mail came, and how it is the last of its kind.
fn ended(letter: Letter, why: &str, ways: &Ways<'_>) -> Letter {
    let letter = letter.notes(notified::why(why, &(ways.link)(SETTINGS))).notes(notified::stop(&ways.unsubscribe));
    Letter { unsubscribe: Some(ways.unsubscribe.clone()), ..letter }
}
