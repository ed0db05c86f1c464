//! Facts about posts that no request alone can bring about.

use std::sync::atomic::{AtomicBool, Ordering};

use broadsheet_shared::{
    id::UserId,
    input::{NewPost, PostPatch},
    permission::Permission,
    value::{PostBody, Title},
};
use tokio::{runtime::Handle, task};

use super::{states::Deed, *};
use crate::{
    domain::{
        actor::{Actor, Person},
        audit::Action,
        post::PostRecord,
        precondition::Precondition,
        search_text::query_terms,
        user::role,
    },
    repositories::search::{self, DocumentKind},
    services::{
        Context,
        accounts::{self, NewAccount},
        testing::TestContext,
    },
};

async fn ada(context: &Context) -> Actor {
    let form = broadsheet_shared::v2::Register {
        username: "ada".into(),
        email: "ada@example.org".into(),
        password: "correct horse battery".into(),
        display_name: String::new(),
        ..Default::default()
    };
    let account = NewAccount { registration: form.parse().unwrap(), role: role::AUTHOR.into(), is_confirmed: true };
    let id: UserId = accounts::create(context, &Actor::System, account).await.unwrap();
    Actor::Person(Person::new(id, "ada".into(), Permission::ALL.iter().copied().collect(), true))
}

fn draft(body: &str) -> Draft {
    let post = NewPost {
        title: Title::parse("Animals").unwrap(),
        body: PostBody::parse(body).unwrap(),
        slug: None,
        excerpt: None,
        cover_id: None,
        category: None,
        tags: Vec::new(),
        canonical_url: None,
        language: None,
        comments_open: true,
    };
    Draft { post, is_published: false, key: None }
}

async fn is_found(context: &Context, word: &str) -> bool {
    let (database, terms) = (context.database.read(), query_terms(word));
    !search::matches(database, DocumentKind::Post, &terms, None, 0, 10).await.unwrap().is_empty()
}

/// The rule is asked once between reading the post and the transaction: there somebody stores another text.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_stored_while_a_step_is_made_ready_is_the_one_that_is_found() {
    let test = TestContext::new().await;
    let context = &test.context;
    let ada = &ada(context).await;
    let id = create(context, ada, &draft("About zebras.")).await.unwrap().summary.id;
    let is_first = AtomicBool::new(true);
    let allow = |_: &PostRecord| -> Result<(), PostError> {
        if is_first.swap(false, Ordering::SeqCst) {
            let patch = PostPatch { body: Some(PostBody::parse("About okapis.").unwrap()), ..PostPatch::default() };
            let revised = revise(context, ada, id, &Precondition::Any, &patch);
            task::block_in_place(|| Handle::current().block_on(revised)).unwrap();
        }
        Ok(())
    };

    let (deed, now) = (Deed { actor: ada, action: Action::PostChanged }, context.clock.now());
    let post = states::step(context, id, &Precondition::Any, deed, allow, |record| {
        states::lead_to_readers(record, ada, None, now)
    })
    .await
    .unwrap();

    assert_eq!(post.body_markdown, "About okapis.");
    assert!(post.body_html.contains("okapis"), "{}", post.body_html);
    assert_eq!((is_found(context, "okapis").await, is_found(context, "zebras").await), (true, false));
}
