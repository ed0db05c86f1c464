//! New accounts and links to other sites. An account made for spam is used within hours; so for a day (the setting
//! `registration.hold_links_hours`) what a newcomer writes leads nowhere else before staff have looked at it.
//!
//! A comment with such a link is held: stored, hidden, and listed for staff. A post stays a draft, and a profile as it
//! was, with a refusal that says from when on it works. Staff themselves are no newcomers.

use broadsheet_shared::{permission::Permission, time::Timestamp};

use super::Context;
use crate::{
    domain::actor::Person,
    platform::markdown::linked_hosts,
    repositories::{self, DatabaseError},
};

/// True if rendered HTML links to another host than the site's own.
pub fn links_elsewhere(context: &Context, html: &str) -> bool {
    let own = context.config.site.base_address.host_str().unwrap_or_default();
    linked_hosts(html).iter().any(|host| host != own)
}

/// From when on a person may link to other sites; `None` if they may now.
pub async fn links_from(context: &Context, person: &Person) -> Result<Option<Timestamp>, DatabaseError> {
    if [Permission::CommentsModerate, Permission::PostsModerate].iter().any(|staff| person.permissions.allows(*staff)) {
        return Ok(None);
    }
    let settings = context.settings.read(&context.database).await?;
    let rules = &settings.registration;
    if rules.hold_links_hours == 0 {
        return Ok(None);
    }
    let created_at = repositories::users::find_created_at(context.database.read(), person.id).await?;
    let from = created_at.map(|created_at| rules.links_from(created_at));
    Ok(from.filter(|from| *from > context.clock.now()))
}
