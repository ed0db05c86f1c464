//! leptos_router's outlet, made from the lines of the table that one program has.

use leptos::{children::ToChildren, prelude::*, tachys::view::iterators::StaticVec};
use leptos_router::{
    NestedRoute,
    components::{FlatRoutes, FlatRoutesProps, RouteChildren},
    hooks::use_location,
};

use super::{Program, Route, Row, TABLE, guard};
use crate::{
    pages::arrival::{missing, not_found},
    state::{location::use_navigator, page_data::PageData, session::use_session},
};

/// Shows a route on the screen.
pub type Screen = fn(Route) -> AnyView;

/// The place where pages stand. `FlatRoutes` shows the first one in the same task, as the take-over needs it.
pub fn outlet(program: Program, screen: Screen) -> impl IntoView {
    let rows = TABLE.iter().filter(|row| row.program == program);
    let routes: Vec<_> = rows.map(|row| NestedRoute::new(row.shape, move || shown(row, screen))).collect();
    let routes = StaticVec::from(routes);
    FlatRoutes(FlatRoutesProps::builder().fallback(not_found).children(RouteChildren::to_children(|| routes)).build())
}

/// The pages of one line, one after the other while its addresses change.
fn shown(row: &'static Row, screen: Screen) -> AnyView {
    let page_data: PageData = expect_context();
    let navigator = use_navigator();
    // Not the router's own maps of the route: `FlatRoutes` leaves the query behind when a parameter changes.
    let here = use_location();
    let route = Memo::new(move |last: Option<&Route>| {
        let route = row.read(&here.pathname.read(), &here.search.read());
        // An address of another line: this page is about to go, and stands still until then.
        route.or_else(|| last.cloned()).unwrap_or(Route::NotFound)
    });
    let view = move || {
        navigator.track_retries();
        let route = route.get();
        // The server may know already that there is nothing for strangers at a well-formed address.
        let status = page_data.status();
        if matches!(status, 404 | 410) {
            return unless_known(status, route, screen);
        }
        guard::guarded(row.access(), move || screen(route.clone()))
    };
    view.into_any()
}

/// The missing page that the server made, which knows nobody. Authors may see a post that is there for them alone, and
/// staff one that was removed: so a post's screen asks once it is known that somebody is there. Strangers ask nothing.
fn unless_known(status: u16, route: Route, screen: Screen) -> AnyView {
    if !matches!(route, Route::Post { .. }) {
        return missing(status).unwrap_or_else(not_found);
    }
    let session = use_session();
    // Once the post stands it stays: a session that ends takes nothing from the screen.
    let is_known = Memo::new(move |was: Option<&bool>| was.copied().unwrap_or(false) || session.me().is_some());
    let view = move || match is_known.get() {
        true => screen(route.clone()),
        false => missing(status).unwrap_or_else(not_found),
    };
    view.into_any()
}
