//! Addresses in a text: which images are ours, where a fragment leads, and whether a link shows another host than it opens (C9).

use url::Url;

/// Ids in rendered text begin with one of these, so that no text can take an id of the page.
pub(super) const ID_PREFIXES: [&str; 3] = ["h-", "fn-", "fnref-"];

/// The prefix of ids that the author chose.
pub(super) const ID_PREFIX: &str = ID_PREFIXES[0];

/// No image that we serve is longer.
pub(super) const MAX_IMAGE_SIDE: u32 = 12_000;

/// Whether `address` is an image of our own store: the only ones shown in place.
pub(super) fn is_own_image(address: &str) -> bool {
    address.strip_prefix("/media/").is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    })
}

/// Width and height of an image of our own store, which its name tells.
pub(super) fn own_image_size(address: &str) -> Option<(u32, u32)> {
    let (name, _) = address.strip_prefix("/media/")?.rsplit_once('.')?;
    let (width, height) = name.rsplit_once('-')?.1.split_once('x')?;
    let side = |text: &str| text.parse::<u32>().ok().filter(|side| (1..=MAX_IMAGE_SIDE).contains(side));
    Some((side(width)?, side(height)?))
}

/// `id` with our prefix, unless it has one.
pub(super) fn prefixed_id(id: &str) -> String {
    if ID_PREFIXES.iter().any(|prefix| id.starts_with(prefix)) { id.to_owned() } else { format!("{ID_PREFIX}{id}") }
}

/// The address as written to the page: a fragment of this very text gets the prefix that its target has.
pub(super) fn page_address(address: &str) -> String {
    match address.strip_prefix('#') {
        Some(fragment) if !fragment.is_empty() => format!("#{}", prefixed_id(fragment)),
        _ => address.to_owned(),
    }
}

/// The host that a link opens, when its text is an address that names another one or its address hides it behind a user name.
pub(super) fn disguised_host(address: &str, text: &str) -> Option<String> {
    let target = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = target.host_str()?;
    let has_user_name = !target.username().is_empty() || target.password().is_some();

    let shown = shown_host(text.trim());
    let is_disguised = has_user_name || shown.is_some_and(|shown| plain_host(&shown) != plain_host(host));
    is_disguised.then(|| host.to_owned())
}

fn shown_host(text: &str) -> Option<String> {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let address = if lower.starts_with("http://") || lower.starts_with("https://") {
        text.to_owned()
    } else if lower.starts_with("//") {
        format!("https:{text}")
    } else if lower.starts_with("www.") {
        format!("https://{text}")
    } else {
        return None;
    };
    let first_word = address.split_whitespace().next().unwrap_or_default();
    Some(Url::parse(first_word).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default())
}

fn plain_host(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}
