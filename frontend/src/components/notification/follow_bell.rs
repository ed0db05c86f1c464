//! The bell beside somebody whom one follows: whether one is told of each post of theirs.

use leptos::prelude::*;

use crate::{
    components::{
        switch::{Switch, SwitchButton},
        ui::icon::{Glyph, Icon},
    },
    text::notifications as text,
};

/// The bell, as long as one follows them. The room for it is there always, so that nothing moves.
#[component]
pub fn FollowBell(
    switch: Switch,
    /// True while there is somebody to ring for.
    is_shown: Signal<bool>,
    /// Whose posts, for those who do not see it beside the button.
    name: String,
    /// Where a stranger comes back to.
    back: String,
) -> AnyView {
    let view = move || {
        is_shown.get().then(|| {
            let label = text::follow_bell(&name);
            let face = move || view! { <Icon icon=Glyph::Bell /> <span class="visually-hidden">{label.clone()}</span> };
            view! { <SwitchButton switch class="follow-bell" back=back.clone() face=ViewFn::from(face) /> }
        })
    };
    view! { <span class="follow-bell-room">{view}</span> }.into_any()
}
