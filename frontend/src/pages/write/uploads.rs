//! Pictures that are pasted, dropped or chosen: a stand-in stands in the text until the server has them, and what is saved
//! waits for them.

mod under_way;

use std::{
    future::poll_fn,
    ops::Range,
    task::{Poll, Waker},
};

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

pub(super) use self::under_way::UnderWay;
use super::{copies, desk::Desk};
use crate::{
    api::{ApiError, Cancel, failure, media},
    components::editor::edits,
    text::writing as text,
};

impl Desk {
    /// Puts a stand-in for each picture where the caret is, and uploads them.
    pub fn insert_pictures(self, files: Vec<web_sys::File>) {
        let mut begun = Vec::new();
        for file in files {
            if media::is_accepted(&file.type_()) {
                let (number, stand_in) = self.put_stand_in(&file.name());
                begun.push((file, number, stand_in));
            } else {
                self.toasts.error(text::NOT_A_PICTURE);
            }
        }
        // One after another: each may be tens of megabytes while it is made smaller, and a phone has no room for all.
        spawn_local(async move {
            for (file, number, stand_in) in begun {
                // The page may be gone by now, and its text area with it.
                if self.text.text().is_none() {
                    return;
                }
                self.send_picture(&file, number, &stand_in).await;
            }
        });
    }

    /// Uploads the picture that stands above the post.
    pub fn change_cover(self, file: web_sys::File, is_busy: RwSignal<bool>) {
        if !media::is_accepted(&file.type_()) {
            self.toasts.error(text::NOT_A_PICTURE);
            return;
        }
        is_busy.set(true);
        let (number, _) = self.begin_upload(|_| String::new());
        spawn_local(async move {
            let answer = media::upload(self.api, &file, "", &Cancel::new()).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match &answer {
                Ok(media) => self.put_cover(number, &media.image),
                Err(error) => self.tell_failed_upload(&file.name(), error),
            }
            self.end_upload(number, answer.is_ok());
        });
    }

    fn put_stand_in(self, name: &str) -> (u32, String) {
        let (number, stand_in) = self.begin_upload(|number| text::uploading(name, number));
        if let Some(whole) = self.text.text() {
            self.text.apply(&edits::insert_block(&whole, self.text.selection(), &stand_in));
        }
        (number, stand_in)
    }

    async fn send_picture(self, file: &web_sys::File, number: u32, stand_in: &str) {
        let alt = words_of(&file.name());
        let answer = media::upload(self.api, file, &alt, &Cancel::new()).await;
        if self.text.text().is_none() {
            return;
        }
        let replacement = match &answer {
            Ok(media) => markdown(&alt, &media.image.url),
            Err(_) => String::new(),
        };
        self.replace_stand_in(number, stand_in, &replacement);
        if let Err(error) = &answer {
            self.tell_failed_upload(&file.name(), error);
        }
        self.end_upload(number, answer.is_ok());
    }

    /// Puts a picture in the place of its stand-in: in the editor, and in the text that has made room for another meanwhile.
    /// The person may have deleted the stand-in: then the picture is not wanted.
    fn replace_stand_in(self, number: u32, stand_in: &str, replacement: &str) {
        let whole = self.text.text().unwrap_or_default();
        if let Some(edit) = edits::replace(&whole, self.text.selection(), stand_in, replacement) {
            self.text.apply(&edit);
        }
        if let Some(slot) = self.text_elsewhere(number) {
            copies::change(self, &slot, |document| document.body = document.body.replacen(stand_in, replacement, 1));
        }
    }

    fn put_cover(self, number: u32, picture: &v2::Image) {
        match self.text_elsewhere(number) {
            None => self.details.cover.set(Some(picture.clone())),
            Some(slot) => copies::change(self, &slot, |document| document.cover = Some(picture.clone())),
        }
    }

    /// The text that waits for an upload, if it is not the one in the editor.
    fn text_elsewhere(self, number: u32) -> Option<String> {
        let slot = self.under_way.with_untracked(|uploads| uploads.slot_of(number));
        slot.filter(|slot| *slot != self.slot())
    }

    /// Waits for the pictures that are on their way; false if one of them does not arrive, `None` once the page is gone.
    pub async fn pictures_arrive(self) -> Option<bool> {
        self.under_way.update(UnderWay::begin_to_wait);
        poll_fn(move |context| {
            let polled = self.under_way.try_update(|uploads| uploads.poll(context.waker()));
            polled.map_or(Poll::Ready(None), |polled| polled.map(Some))
        })
        .await
    }

    /// Takes stand-ins away that nothing will replace: undo brings them back.
    pub fn drop_stand_ins(self) {
        let Some(whole) = self.text.text() else { return };
        for stand_in in stand_ins(&whole) {
            let rest = self.text.text().unwrap_or_default();
            if let Some(edit) = edits::replace(&rest, self.text.selection(), &whole[stand_in], "") {
                self.text.apply(&edit);
            }
        }
    }

    fn begin_upload(self, stand_in: impl FnOnce(u32) -> String) -> (u32, String) {
        let slot = self.slot();
        self.under_way.try_update(|uploads| uploads.begin(slot, stand_in)).unwrap_or_default()
    }

    fn end_upload(self, number: u32, has_arrived: bool) {
        let waiting = self.under_way.try_update(|uploads| uploads.end(number, has_arrived));
        waiting.into_iter().flatten().for_each(Waker::wake);
    }

    fn tell_failed_upload(self, name: &str, error: &ApiError) {
        self.toasts.error(text::upload_failed(name, &failure::said(error)));
    }
}

/// The text without stand-ins but those that are `kept`: what others stand for is not on its way any more.
pub(super) fn without_stand_ins(whole: &str, kept: &[String]) -> String {
    let mut rest = whole.to_owned();
    let is_dead = |stand_in: &Range<usize>| kept.iter().all(|kept| *kept != whole[stand_in.clone()]);
    for stand_in in stand_ins(whole).into_iter().filter(is_dead).rev() {
        rest.replace_range(stand_in, "");
    }
    rest
}

/// Where stand-ins are, as [`text::uploading`] writes them.
fn stand_ins(whole: &str) -> Vec<Range<usize>> {
    let begins = whole.match_indices(text::UPLOADING).map(|(at, _)| at);
    let found = begins.filter_map(|start| {
        let name = start + text::UPLOADING.len();
        let address = name + whole[name..].find(text::UPLOADING_ADDRESS)?;
        let number = address + text::UPLOADING_ADDRESS.len();
        let end = number + whole[number..].find(|c: char| !c.is_ascii_digit())?;
        // A name has no brackets, so no two stand-ins overlap.
        let is_name = !whole[name..address].contains(['[', ']', '\n']);
        (is_name && end > number && whole[end..].starts_with(')')).then(|| start..end + 1)
    });
    found.collect()
}

/// `![words](address)`, for pasting into a text.
fn markdown(alt: &str, url: &str) -> String {
    let alt: String = alt.chars().filter(|c| !matches!(c, '[' | ']')).collect();
    format!("![{alt}]({url})")
}

/// Words for those who do not see it, guessed from the file's name; nothing where a machine named the file.
fn words_of(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = stem.replace(['_', '-', '.'], " ");
    let words: Vec<_> = words.split_whitespace().collect();
    let is_spoken = words.iter().all(|word| word.chars().all(char::is_alphabetic));
    let is_machine = matches!(stem.to_lowercase().as_str(), "image" | "picture" | "photo" | "screenshot" | "unnamed");
    if is_spoken && !is_machine { words.join(" ") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_stand_ins_are_taken_away() {
        let (one, two) = (text::uploading("red fox.jpg", 1), text::uploading("b.png", 12));
        let whole = format!("Look:\n\n{one}\n\nand {two}!");
        assert_eq!(without_stand_ins(&whole, &[]), "Look:\n\n\n\nand !");
        assert_eq!(without_stand_ins(&whole, &[two]), "Look:\n\n\n\nand ![Uploading b.png…](#upload-12)!");

        for kept in ["![Uploading", "![Uploading a…](/media/a.jpg)", "![Uploading a…](#upload-)", "![a](#upload-1)"]
        {
            assert_eq!(without_stand_ins(kept, &[]), kept);
        }
        for before in ["![Uploading hours\n\n", "![Uploading ![Uploading "] {
            assert_eq!(without_stand_ins(&format!("{before}{one}"), &[]), before);
        }
    }

    #[test]
    fn names_given_by_people_become_words() {
        assert_eq!(words_of("red_fox-at.dawn.jpg"), "red fox at dawn");
        assert_eq!(words_of("IMG_20260131.jpg"), "");
        assert_eq!(words_of("image.png"), "");
        assert_eq!(markdown("a [b] c", "/media/x.jpg"), "![a b c](/media/x.jpg)");
    }
}
