//! One notification in a list: pictures, a sentence that leads to the thing, and a dot while it is unread.

use broadsheet_shared::v2::{self, NotificationType};
use leptos::prelude::*;

use crate::{
    components::{
        language::site_language,
        ui::icon::{Glyph, Icon},
        user::Avatar,
    },
    paths::{self, Side},
    text::{
        self,
        notifications::{self as words, Part},
    },
};

/// As many pictures stand for a group.
const MAX_PICTURES: usize = 2;

/// A row of a list.
#[component]
pub fn NotificationRow(
    /// What happened.
    told: v2::Notification,
    /// The username of the one who is told.
    me: String,
    /// Whether it is marked as read.
    is_read: Signal<bool>,
    /// Marks it as read, or as unread again.
    mark: Callback<bool>,
    /// What else can be done about it, and what came of that.
    #[prop(optional_no_strip)]
    more: Option<(AnyView, AnyView)>,
) -> AnyView {
    let address = address_of(&told, &me);
    let said = words::said(&told);
    let unread = move || (!is_read.get()).then(|| view! { <span class="visually-hidden">{words::UNREAD} ". "</span> });
    let excerpt = told.comment.as_ref().map(|comment| comment.excerpt.clone()).or_else(|| told.reason.clone());
    let excerpt = excerpt.filter(|words| !words.is_empty()).map(|words| {
        view! { <p class="inbox__excerpt" lang=site_language() dir="auto">{words}</p> }
    });
    let sentence = sentence(&told);
    let (menu, note) = more.unzip();
    let (glyph, at) = (glyph(told.kind), told.happened_at);
    view! {
        <li class="inbox__row" class:inbox__row--unread=move || !is_read.get()>
            <Pictures actors=told.actors glyph />
            <div class="inbox__text">
                <p class="inbox__what">
                    {unread}
                    <a class="inbox__link" href=address on:click=move |_| mark.run(true)>{sentence}</a>
                </p>
                {excerpt}
                <p class="inbox__when">
                    <Icon icon=glyph />
                    <time datetime=at.to_string() title=text::local_date_time(at)>{text::moment(at)}</time>
                    {note}
                </p>
            </div>
            <div class="inbox__actions">
                <button
                    class="inbox__dot"
                    type="button"
                    aria-label=move || words::mark_named(is_read.get(), &said)
                    title=move || words::mark(is_read.get())
                    on:click=move |_| mark.run(!is_read.get_untracked())
                ></button>
                {menu}
            </div>
        </li>
    }
    .into_any()
}

/// The faces of those who did it; a sign, where nobody is named.
#[component]
fn Pictures(actors: Vec<v2::UserRef>, glyph: Glyph) -> AnyView {
    if actors.is_empty() {
        return view! { <span class="inbox__pictures inbox__sign" aria-hidden="true"><Icon icon=glyph /></span> }
            .into_any();
    }
    let class = if actors.len() > 1 { "inbox__pictures inbox__pictures--many" } else { "inbox__pictures" };
    let faces: Vec<_> = actors.into_iter().take(MAX_PICTURES).map(|user| view! { <Avatar user /> }).collect();
    view! { <span class=class aria-hidden="true">{faces}</span> }.into_any()
}

/// Our words, and those of people, which may run another way.
fn sentence(told: &v2::Notification) -> Vec<AnyView> {
    let piece = |part: Part| match part {
        Part::Words(words) => words.into_any(),
        Part::Person(name) => view! { <bdi class="inbox__person">{name}</bdi> }.into_any(),
        Part::Title(title) => view! { <bdi class="inbox__title" lang=site_language()>{title}</bdi> }.into_any(),
    };
    words::sentence(told).into_iter().map(piece).collect()
}

/// Where it leads.
fn address_of(told: &v2::Notification, me: &str) -> String {
    if let Some(comment) = &told.comment {
        return comment.path.clone();
    }
    match (&told.post, told.actors.as_slice()) {
        (Some(post), _) => post.path.clone(),
        (None, [follower]) if told.actor_count <= 1 && !follower.is_gone() => paths::author(&follower.username),
        (None, _) => paths::circle(me, Side::Followers),
    }
}

/// The sign of a type.
const fn glyph(kind: NotificationType) -> Glyph {
    match kind {
        NotificationType::Comment => Glyph::Comment,
        NotificationType::Reply => Glyph::Reply,
        NotificationType::Mention => Glyph::At,
        NotificationType::Like => Glyph::Heart,
        NotificationType::Follow => Glyph::Person,
        NotificationType::Post => Glyph::Pen,
        NotificationType::Moderation => Glyph::Shield,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn told(post: Value, comment: Value, names: &[&str]) -> v2::Notification {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        let actors: Vec<_> = names
            .iter()
            .map(|name| json!({"id": id, "username": name, "display_name": name, "avatar": null}))
            .collect();
        serde_json::from_value(json!({
            "id": id, "type": "follow", "actor_count": actors.len(), "actors": actors, "is_read": false, "post": post,
            "comment": comment, "created_at": "2026-01-01T00:00:00Z", "happened_at": "2026-01-01T00:00:00Z"
        }))
        .unwrap()
    }

    #[test]
    fn a_row_leads_to_the_nearest_thing_it_is_about() {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        let post = json!({"id": id, "slug": "a", "title": "A", "path": "/posts/a", "is_muted": false});
        let comment = json!({"id": id, "excerpt": "Hm.", "path": "/posts/a?comment=1#comment-1"});

        assert_eq!(address_of(&told(post.clone(), comment, &["ana"]), "me"), "/posts/a?comment=1#comment-1");
        assert_eq!(address_of(&told(post, Value::Null, &["ana"]), "me"), "/posts/a");
        assert_eq!(address_of(&told(Value::Null, Value::Null, &["ana"]), "me"), "/users/ana");
        assert_eq!(address_of(&told(Value::Null, Value::Null, &["deleted-1"]), "me"), "/users/me/followers");
        assert_eq!(address_of(&told(Value::Null, Value::Null, &["ana", "ben"]), "me"), "/users/me/followers");
    }
}
