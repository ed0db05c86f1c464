//! Pictures that are pasted, dropped or chosen: a stand-in stands in the text until the server has them.

use leptos::{prelude::*, task::spawn_local};

use super::desk::Desk;
use crate::{
    api::{ApiError, Cancel, failure, media},
    components::editor::edits,
    text::writing as text,
};

impl Desk {
    /// Uploads each picture and puts it where the caret is.
    pub fn insert_pictures(self, files: Vec<web_sys::File>) {
        for file in files {
            if media::is_accepted(&file.type_()) {
                self.insert_picture(file);
            } else {
                self.toasts.error(text::NOT_A_PICTURE);
            }
        }
    }

    /// Uploads the picture that stands above the post.
    pub fn change_cover(self, file: web_sys::File, is_busy: RwSignal<bool>) {
        if !media::is_accepted(&file.type_()) {
            self.toasts.error(text::NOT_A_PICTURE);
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = media::upload(self.api, &file, "", &Cancel::new()).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(media) => self.details.cover.set(Some(media.image)),
                Err(error) => self.tell_failed_upload(&file.name(), &error),
            }
        });
    }

    fn insert_picture(self, file: web_sys::File) {
        let number = self.uploads.try_update(|count| {
            *count += 1;
            *count
        });
        let stand_in = text::uploading(&file.name(), number.unwrap_or_default());
        if let Some(whole) = self.text.text() {
            self.text.apply(&edits::insert_block(&whole, self.text.selection(), &stand_in));
        }
        spawn_local(async move {
            let alt = words_of(&file.name());
            let answer = media::upload(self.api, &file, &alt, &Cancel::new()).await;
            let Some(whole) = self.text.text() else { return };
            let replacement = match &answer {
                Ok(media) => markdown(&alt, &media.image.url),
                Err(_) => String::new(),
            };
            // The person may have deleted the stand-in: then the picture is not wanted.
            if let Some(edit) = edits::replace(&whole, self.text.selection(), &stand_in, &replacement) {
                self.text.apply(&edit);
            }
            if let Err(error) = answer {
                self.tell_failed_upload(&file.name(), &error);
            }
        });
    }

    fn tell_failed_upload(self, name: &str, error: &ApiError) {
        self.toasts.error(text::upload_failed(name, &failure::said(error)));
    }
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
    fn names_given_by_people_become_words() {
        assert_eq!(words_of("red_fox-at.dawn.jpg"), "red fox at dawn");
        assert_eq!(words_of("IMG_20260131.jpg"), "");
        assert_eq!(words_of("image.png"), "");
        assert_eq!(markdown("a [b] c", "/media/x.jpg"), "![a b c](/media/x.jpg)");
    }
}
