//! Your data: taking it home, what lies on this device, and leaving. While the account is on its way to be deleted this is the one page that is
//! open to its owner: keep it, export, sign out.

mod departing;
mod device;
mod export;
mod leave;

use leptos::prelude::*;

use self::{departing::Departing, device::DevicePart, export::ExportPart, leave::LeavePart};
use super::frame;
use crate::{
    head::Head,
    paths,
    state::{session::use_session, tab::use_head},
    text::departure as text,
};

/// The page about one's data.
pub fn data_page() -> AnyView {
    let session = use_session();
    let departure = Memo::new(move |_| session.person().and_then(|me| me.departure));
    let content = move || match departure.get() {
        Some(departure) => {
            use_head(&Head::hidden(text::DEPARTING));
            view! {
                <div class="page page--narrow settings">
                    <Departing departure />
                </div>
            }
            .into_any()
        }
        None => frame(
            paths::SETTINGS_DATA,
            view! {
                <ExportPart />
                <DevicePart />
                <LeavePart />
            },
        ),
    };
    content.into_any()
}
