//! What a page is, in the words of schema.org: JSON-LD, which search engines read beside the page. It is data, so the content
//! policy of pages lets it stand.

use broadsheet_shared::v2;
use serde_json::{Value, json};

use super::{ServerPage, picture::Picture, tags::absolute};
use crate::{head::Head, paths};

const CONTEXT: &str = "https://schema.org";

/// Of pages that search engines may list, or whose content they list elsewhere.
pub(super) fn of(page: &ServerPage, head: &Head, site: &v2::Site, picture: Option<&Picture>) -> Option<Value> {
    let url = head.canonical_url(site)?;
    Some(match page {
        ServerPage::Home { posts, .. } => home(site, posts, &url),
        ServerPage::Post { post, .. } => article(post, site, &url, picture),
        ServerPage::Author { profile, posts, .. } => person(profile, posts, site, &url),
        ServerPage::Tag { posts, .. } | ServerPage::Category { posts, .. } => json!({
            "@context": CONTEXT, "@type": "CollectionPage", "name": head.title, "description": head.description, "url": url,
            "inLanguage": site.language, "isPartOf": part_of(site), "mainEntity": list(posts, site),
        }),
        _ => {
            json!({"@context": CONTEXT, "@type": "WebPage", "name": head.title, "url": url, "isPartOf": part_of(site)})
        }
    })
}

fn home(site: &v2::Site, posts: &v2::List<v2::PostSummary>, url: &str) -> Value {
    json!({
        "@context": CONTEXT, "@type": "WebSite", "@id": site_id(site), "name": site.name, "description": site.description,
        "url": url, "inLanguage": site.language, "publisher": publisher(site), "mainEntity": list(posts, site),
        "potentialAction": {
            "@type": "SearchAction",
            "target": format!("{}?q={{query}}", absolute(site, paths::SEARCH)),
            "query-input": "required name=query",
        },
    })
}

fn article(post: &v2::Post, site: &v2::Site, url: &str, picture: Option<&Picture>) -> Value {
    let post = &post.summary;
    let mut author = json!({"@type": "Person", "name": post.author.display_name});
    if !post.author.is_gone() {
        author["url"] = absolute(site, &paths::author(&post.author.username)).into();
    }
    let mut data = json!({
        "@context": CONTEXT, "@type": "BlogPosting", "headline": post.title, "description": post.excerpt,
        "url": url, "mainEntityOfPage": url,
        "dateModified": post.updated_at.to_string(),
        "inLanguage": post.language.as_ref().unwrap_or(&site.language),
        "wordCount": post.word_count, "commentCount": post.comment_count,
        "timeRequired": format!("PT{}M", post.reading_minutes),
        "keywords": post.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
        "author": author, "publisher": publisher(site), "isPartOf": part_of(site),
        "interactionStatistic": count("LikeAction", post.like_count),
    });
    if let Some(at) = post.published_at {
        data["datePublished"] = at.to_string().into();
    }
    if let Some(category) = &post.category {
        data["articleSection"] = category.name.as_str().into();
    }
    if let Some(picture) = picture {
        data["image"] =
            json!({"@type": "ImageObject", "url": picture.url, "width": picture.width, "height": picture.height});
    }
    data
}

fn person(profile: &v2::Profile, posts: &v2::List<v2::PostSummary>, site: &v2::Site, url: &str) -> Value {
    let user = &profile.user;
    let mut person = json!({
        "@type": "Person", "name": user.display_name, "alternateName": user.username, "identifier": user.id, "url": url,
        "interactionStatistic": count("FollowAction", profile.follower_count),
        "agentInteractionStatistic": count("WriteAction", profile.post_count),
    });
    let elsewhere: Vec<_> = profile.website.iter().chain(&profile.links).collect();
    if !elsewhere.is_empty() {
        person["sameAs"] = json!(elsewhere);
    }
    if let Some(face) = &user.avatar {
        person["image"] = absolute(site, &face.url).into();
    }
    json!({
        "@context": CONTEXT, "@type": "ProfilePage", "url": url, "dateCreated": profile.created_at.to_string(),
        "isPartOf": part_of(site), "mainEntity": person, "hasPart": list(posts, site),
    })
}

fn list(posts: &v2::List<v2::PostSummary>, site: &v2::Site) -> Value {
    let items = posts.items.iter().zip(1..).map(|(post, position): (_, usize)| {
        let url = absolute(site, &paths::post(&post.slug));
        json!({"@type": "ListItem", "position": position, "url": url, "name": post.title})
    });
    json!({"@type": "ItemList", "itemListElement": items.collect::<Vec<_>>()})
}

fn count(what: &str, number: u64) -> Value {
    let what = format!("{CONTEXT}/{what}");
    json!({"@type": "InteractionCounter", "interactionType": what, "userInteractionCount": number})
}

fn publisher(site: &v2::Site) -> Value {
    let logo = absolute(site, paths::LOGO);
    json!({"@type": "Organization", "name": site.name, "url": site.base_url, "logo": {"@type": "ImageObject", "url": logo}})
}

fn part_of(site: &v2::Site) -> Value {
    json!({"@type": "WebSite", "@id": site_id(site), "name": site.name, "url": site.base_url})
}

fn site_id(site: &v2::Site) -> String {
    absolute(site, "/#site")
}
