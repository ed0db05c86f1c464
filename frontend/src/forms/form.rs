//! The fields of one form together: judged on sending, and told what the server refused.

use broadsheet_shared::field::FieldError;

use super::Field;

/// The fields of a form, in the order of the screen.
#[derive(Debug, Clone)]
pub struct Form(Vec<Field>);

impl Form {
    /// In the order of the screen: the first wrong one gets the focus.
    pub fn new(fields: impl IntoIterator<Item = Field>) -> Self {
        Self(fields.into_iter().collect())
    }

    /// Shows what is wrong with each field; true if nothing is. The first wrong one gets the focus.
    pub fn judge(&self) -> bool {
        self.0.iter().for_each(Field::judge);
        let wrong = self.0.iter().find(|field| !field.is_right());
        if let Some(field) = wrong {
            focus(field.id);
        }
        wrong.is_none()
    }

    /// Puts the server's messages beside their fields and gives back those that name none of ours.
    pub fn refuse(&self, errors: &[FieldError]) -> Vec<String> {
        let pointers: Vec<_> = self.0.iter().map(|field| field.pointer).collect();
        let mut rest = Vec::new();
        let mut first = None;
        for error in errors {
            match owner(&pointers, &error.pointer) {
                Some(index) => {
                    self.0[index].refuse(error.detail.clone());
                    first = Some(first.map_or(index, |first: usize| first.min(index)));
                }
                None => rest.push(error.detail.clone()),
            }
        }
        if let Some(index) = first {
            focus(self.0[index].id);
        }
        rest
    }

    /// Empties every field.
    pub fn clear(&self) {
        self.0.iter().for_each(Field::clear);
    }
}

/// The field that a pointer names: `/tags/2` belongs to `/tags`.
fn owner(pointers: &[&str], pointer: &str) -> Option<usize> {
    pointers.iter().position(|own| {
        pointer.strip_prefix(own).is_some_and(|rest| !own.is_empty() && (rest.is_empty() || rest.starts_with('/')))
    })
}

/// Moves the focus to the element with this id, once the page has taken in the change that led here.
pub fn focus(id: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let element = leptos::prelude::document().get_element_by_id(id);
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that cannot take the focus is no reason to stop.
            let _ = element.focus();
        }
    });
}

/// Gives a focus that was on something which has gone to the element with this id.
pub fn catch_focus(id: &'static str) {
    use leptos::prelude::{document, request_animation_frame};
    request_animation_frame(move || {
        if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
            focus(id);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_belongs_to_its_field_and_to_no_longer_name() {
        let pointers = ["/title", "/tags", "/tag", ""];

        assert_eq!(owner(&pointers, "/tags/2"), Some(1));
        assert_eq!(owner(&pointers, "/tags"), Some(1));
        assert_eq!(owner(&pointers, "/tag"), Some(2));
        assert_eq!(owner(&pointers, "/titles"), None);
        assert_eq!(owner(&pointers, "limit"), None);
    }
}
