//! Site maps of few posts, and of more than a file holds.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use broadsheet_shared::{id::PostId, input::NewPost, permission::Permission, v2, value};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;
use crate::{
    domain::{
        actor::{Actor, Person},
        precondition::Precondition,
        user::role,
    },
    platform::log::LineLog,
    services::{
        Context,
        accounts::{self, NewAccount},
        posts::Draft,
        testing::TestContext,
    },
};

/// A site whose files hold two posts each.
struct Site {
    test: TestContext,
    router: Router,
    ada: Actor,
}

impl Site {
    async fn new() -> Self {
        let test = TestContext::new().await;
        let router = holding(2).with_state(AppState::new(test.context.clone(), LineLog::off()));
        let ada = author(&test.context).await;
        Self { test, router, ada }
    }

    async fn publish(&self, slug: &str) -> PostId {
        let context = &self.test.context;
        context.clock.advance_secs(1);
        let post = NewPost {
            title: value::Title::parse(slug).unwrap(),
            body: value::PostBody::parse("Words.").unwrap(),
            slug: None,
            excerpt: None,
            cover_id: None,
            category: None,
            tags: Vec::new(),
            canonical_url: None,
            language: None,
            comments_open: true,
        };
        let draft = Draft { post, is_published: true, key: None };
        posts::create(context, &self.ada, &draft).await.unwrap().summary.id
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The paths in a file with this root, in their order.
    async fn paths(&self, path: &str, root: &str) -> Vec<String> {
        let (status, xml) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(xml.contains(&format!("<{root} xmlns=")) && xml.ends_with(&format!("</{root}>\n")), "{path}: {xml}");
        let addresses = xml.split("<loc>").skip(1).map(|rest| rest.split_once("</loc>").unwrap().0);
        addresses.map(|address| address.parse::<Uri>().unwrap().path().to_owned()).collect()
    }

    async fn is_missing(&self, path: &str) {
        assert_eq!(self.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn author(context: &Context) -> Actor {
    let registration = v2::Register {
        username: "ada".to_owned(),
        email: "ada@example.org".to_owned(),
        password: "correct horse battery".to_owned(),
        ..v2::Register::default()
    };
    let account =
        NewAccount { registration: registration.parse().unwrap(), role: role::AUTHOR.to_owned(), is_confirmed: true };
    let id = accounts::create(context, &Actor::System, account).await.unwrap();
    Actor::Person(Person::new(id, "ada".to_owned(), Permission::ALL.iter().copied().collect(), true))
}

#[tokio::test]
async fn as_many_posts_as_a_file_holds_need_no_index() {
    let site = Site::new().await;
    for slug in ["one", "two"] {
        site.publish(slug).await;
    }

    assert_eq!(site.paths("/sitemap.xml", "urlset").await, ["/", "/posts/two", "/posts/one"]);
    for path in ["/sitemaps/pages.xml", "/sitemaps/1.xml"] {
        site.is_missing(path).await;
    }
}

#[tokio::test]
async fn an_index_leads_to_each_post_once() {
    let site = Site::new().await;
    let mut ids = Vec::new();
    for slug in ["one", "two", "three", "four", "five"] {
        ids.push(site.publish(slug).await);
    }

    let parts = site.paths("/sitemap.xml", "sitemapindex").await;
    assert_eq!(parts, ["/sitemaps/pages.xml", "/sitemaps/1.xml", "/sitemaps/2.xml", "/sitemaps/3.xml"]);
    let holds = async |part: &str| site.paths(part, "urlset").await;
    assert_eq!(holds(&parts[0]).await, ["/"]);
    assert_eq!(holds(&parts[1]).await, ["/posts/one", "/posts/two"]);
    assert_eq!(holds(&parts[2]).await, ["/posts/three", "/posts/four"]);
    assert_eq!(holds(&parts[3]).await, ["/posts/five"]);
    for name in
        ["4.xml", "0.xml", "01.xml", "+1.xml", "-1.xml", "99999999999999999999.xml", "1", "1.xml.xml", "parts.xml"]
    {
        site.is_missing(&format!("/sitemaps/{name}")).await;
    }

    // A new post changes the last part alone, and one that is taken back leaves at once.
    site.publish("six").await;
    assert_eq!(holds(&parts[1]).await, ["/posts/one", "/posts/two"]);
    assert_eq!(holds(&parts[3]).await, ["/posts/five", "/posts/six"]);
    for id in &ids[..4] {
        posts::unpublish(&site.test.context, &site.ada, *id, &Precondition::Any).await.unwrap();
    }
    assert_eq!(site.paths("/sitemap.xml", "urlset").await, ["/", "/posts/six", "/posts/five"]);
    site.is_missing(&parts[1]).await;
}
