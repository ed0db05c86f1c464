//! A quiet word that comments have come, for a reader whose page does not move by itself.

use leptos::prelude::*;

use crate::text::talk as text;

/// A button that says how many comments wait, and shows them. It hangs above the page and takes no room in it.
#[component]
pub fn Arrivals(
    /// How many wait.
    count: Signal<usize>,
    /// Shows them.
    #[prop(into)]
    on_show: Callback<()>,
) -> impl IntoView {
    let are_there = Memo::new(move |_| count.get() > 0);
    move || {
        are_there.get().then(|| {
            view! {
                <button class="arrivals" type="button" on:click=move |_| on_show.run(())>
                    {move || text::new_comments(count.get() as u64)}
                </button>
            }
        })
    }
}
