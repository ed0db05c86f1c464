//! The picture that stands for a page where its address is shared.

use broadsheet_shared::v2;

use super::{Cards, ServerPage, tags::absolute};
use crate::text::reading as text;

/// Width of the pictures that the server draws, in pixels: what most sites ask for.
pub const CARD_WIDTH: u32 = 1200;
/// Their height.
pub const CARD_HEIGHT: u32 = 630;

/// A picture with what others want to know before they fetch it.
pub(super) struct Picture {
    /// Its whole address.
    pub url: String,
    /// Of its bytes.
    pub media_type: &'static str,
    pub width: u32,
    pub height: u32,
    /// What it shows.
    pub alt: String,
    /// Whether it is to be shown large, above the words.
    pub is_large: bool,
}

/// A post's cover or the picture drawn for it, a person's face; else the site's own.
pub(super) fn of(page: &ServerPage, site: &v2::Site, cards: &Cards) -> Option<Picture> {
    let own = match page {
        ServerPage::Post { post, .. } => {
            let post = &post.summary;
            let cover = post.cover.as_ref().map(|cover| uploaded(cover, site, true));
            let words = || text::card_alt(&post.title, &post.author.display_name);
            cover.or_else(|| cards.own.as_ref().map(|path| drawn(path, words(), site)))
        }
        ServerPage::Author { profile, .. } => {
            let user = &profile.user;
            let face = user.avatar.as_ref().map(|face| uploaded(face, site, false));
            face.map(|face| Picture { alt: user.display_name.clone(), ..face })
        }
        _ => None,
    };
    own.or_else(|| cards.site.as_ref().map(|path| drawn(path, site.name.clone(), site)))
}

fn uploaded(image: &v2::Image, site: &v2::Site, is_large: bool) -> Picture {
    Picture {
        url: absolute(site, &image.url),
        media_type: media_type(&image.url),
        width: image.width,
        height: image.height,
        alt: image.alt.clone(),
        is_large,
    }
}

fn drawn(path: &str, alt: String, site: &v2::Site) -> Picture {
    Picture {
        url: absolute(site, path),
        media_type: "image/png",
        width: CARD_WIDTH,
        height: CARD_HEIGHT,
        alt,
        is_large: true,
    }
}

/// By the name that we gave it; nothing else is stored.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => "image/jpeg",
    }
}
