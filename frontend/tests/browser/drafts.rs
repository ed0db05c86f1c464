//! Local copies in a real browser's store.

use broadsheet_frontend::state::{
    document::Document,
    drafts::{Drafts, LocalCopy, Place},
};
use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};
use wasm_bindgen_test::wasm_bindgen_test;

fn person(last: char) -> Drafts {
    let id: UserId = format!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6{last}").parse().expect("an id");
    let drafts = Drafts::of(id);
    drafts.forget_all();
    drafts
}

fn post(last: char) -> PostId {
    format!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e7{last}").parse().expect("an id")
}

fn copy(at: i64, title: &str) -> LocalCopy<Document> {
    let content = Document { title: title.to_owned(), ..Document::default() };
    LocalCopy { saved_at: Timestamp::from_millis(at), base_version: Some(3), content }
}

fn place(id: Option<PostId>, slot: &str) -> Place {
    Place::Post { id, slot: slot.to_owned() }
}

#[wasm_bindgen_test]
fn a_copy_is_found_again_and_can_be_forgotten() {
    let drafts = person('1');
    let here = place(Some(post('0')), "a");

    drafts.keep(&here, &copy(1, "Kept")).expect("the store is open");
    assert_eq!(drafts.find::<Document>(&here), Some(copy(1, "Kept")));

    drafts.forget(&here);
    assert_eq!(drafts.find::<Document>(&here), None);
}

#[wasm_bindgen_test]
fn a_copy_goes_once_the_server_has_its_text_and_stays_if_more_was_typed() {
    let drafts = person('5');
    let here = place(None, "a");
    drafts.keep(&here, &copy(1, "Sent, and more")).expect("the store is open");

    drafts.forget_text(&here, &copy(1, "Sent").content);
    assert!(drafts.find::<Document>(&here).is_some());

    drafts.forget_text(&here, &copy(2, "Sent, and more").content);
    assert_eq!(drafts.find::<Document>(&here), None);
}

#[wasm_bindgen_test]
fn what_editors_left_behind_is_offered_latest_first_and_to_its_writer_alone() {
    let (ada, ben) = (person('2'), person('3'));
    for (at, slot) in [(1, "a"), (3, "b"), (2, "c")] {
        ada.keep(&place(Some(post('0')), slot), &copy(at, slot)).expect("the store is open");
    }
    ada.keep(&place(Some(post('1')), "d"), &copy(9, "another post")).expect("the store is open");
    ada.keep(&place(None, "e"), &copy(9, "a new post")).expect("the store is open");

    let titles = |drafts: Drafts, id| -> Vec<String> {
        drafts.left_behind::<Document>(id).into_iter().map(|(_, copy)| copy.content.title).collect()
    };
    assert_eq!(titles(ada, Some(post('0'))), ["b", "c", "a"]);
    assert_eq!(titles(ada, None), ["a new post"]);
    assert!(titles(ben, Some(post('0'))).is_empty());

    ada.forget_all();
    assert!(titles(ada, Some(post('0'))).is_empty());
}

#[wasm_bindgen_test]
fn a_full_store_is_told_and_the_former_copy_stays() {
    let drafts = person('4');
    let here = place(None, "a");
    drafts.keep(&here, &copy(1, "Small")).expect("the store is open");

    let kept = drafts.keep(&here, &copy(2, &"x".repeat(12 << 20)));

    assert!(kept.is_err());
    assert_eq!(drafts.find::<Document>(&here), Some(copy(1, "Small")));
    drafts.forget_all();
}
