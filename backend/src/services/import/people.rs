//! Authors of imported posts: accounts that nobody has claimed yet.

use std::collections::HashMap;

use broadsheet_shared::{
    id::UserId,
    value::{DisplayName, Username},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    domain::user::{NewUser, User, UserStatus},
    platform::crypto,
    repositories::{DatabaseError, Transaction, usernames, users},
    services::Context,
};

/// Stands where a file names nobody.
const NOBODY: &str = "Unknown author";

/// Leaves room for a number behind a name of 30 characters.
const MAX_BASE: usize = 25;

/// The account of an author, made if need be.
///
/// A name alone never leads to an account that somebody uses, unless the caller knows the person: else whoever
/// calls themselves like an author would own the author's posts. `present` is who has the post now.
pub(super) async fn find_or_insert(
    context: &Context,
    transaction: &Transaction,
    name: Option<&str>,
    known: &HashMap<String, UserId>,
    present: Option<UserId>,
) -> Result<UserId, DatabaseError> {
    let written = name.unwrap_or(NOBODY);
    // Accounts hold names as we write them, so that is what is compared; files hold any spelling.
    let display_name = DisplayName::parse(written).or_else(|_| DisplayName::parse(folded(written).as_str()));
    let display_name = display_name.expect("letters, digits and hyphens are a display name");
    let name = display_name.as_str();
    if let Some(id) = known.get(written).or_else(|| known.get(name)) {
        return Ok(*id);
    }
    let base = folded(name);
    if let Some(id) = present
        && let Some(user) = users::find(transaction, id).await?
        && (user.card.display_name == name || is_renamed(&user, &base))
    {
        return Ok(id);
    }
    let mut number = 1;
    loop {
        let username = numbered(&base, number);
        match users::find_by_username(transaction, &username.canonical()).await? {
            Some(user) if user.status == UserStatus::Unclaimed && user.card.display_name == name => {
                return Ok(user.card.id);
            }
            Some(_) => number += 1,
            // A name that somebody gave up, or that looks like another's, is not free either.
            None if !is_free(transaction, &username).await? => number += 1,
            None => {
                let user = NewUser {
                    id: context.ids.next(),
                    username: &username,
                    email: None,
                    email_confirmed_at: None,
                    password_hash: None,
                    display_name: &display_name,
                    status: UserStatus::Unclaimed,
                    created_at: context.clock.now(),
                };
                users::insert(transaction, &user).await?;
                users::index(transaction, user.id).await?;
                return Ok(user.id);
            }
        }
    }
}

/// True for an account made for the author of this name, which somebody claimed and calls otherwise now: the post stays
/// theirs. An unclaimed account has the name that it was made for, and so has one whose name still makes its username.
fn is_renamed(user: &User, base: &Username) -> bool {
    let username = user.card.username.as_str();
    let is_number = |rest: &str| rest.strip_prefix('-').is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
    let is_made_of_it = username.strip_prefix(base.as_str()).is_some_and(|rest| rest.is_empty() || is_number(rest));
    is_made_of_it && user.status != UserStatus::Unclaimed && folded(&user.card.display_name).as_str() != username
}

async fn is_free(transaction: &Transaction, username: &Username) -> Result<bool, DatabaseError> {
    match usernames::claim(transaction, username, None).await {
        Ok(()) => Ok(true),
        Err(DatabaseError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A username made of a name, with a number behind it from the second on.
fn numbered(base: &Username, number: u32) -> Username {
    if number == 1 {
        return base.clone();
    }
    Username::parse(&format!("{}-{number}", base.as_str())).unwrap_or_else(|_| base.clone())
}

/// `Rémy Rakic` as `remy-rakic`. Names without a Latin letter get one made of their hash.
fn folded(name: &str) -> Username {
    let mut text = String::new();
    for c in name.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’')) {
        match c.to_lowercase().next().unwrap_or(c) {
            c if c.is_ascii_alphanumeric() => text.push(c),
            'ß' => text.push_str("ss"),
            'ø' => text.push('o'),
            'ł' => text.push('l'),
            'đ' => text.push('d'),
            'æ' => text.push_str("ae"),
            'œ' => text.push_str("oe"),
            _ if text.is_empty() || text.ends_with('-') => {}
            _ => text.push('-'),
        }
    }
    let cut = match text.get(..MAX_BASE).and_then(|kept| kept.rfind('-')) {
        Some(end) if text.len() > MAX_BASE && end > 10 => &text[..end],
        _ => text.get(..MAX_BASE).unwrap_or(&text),
    };
    let cut = cut.trim_matches('-');
    let hash: String = crypto::sha256(name.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Username::parse(cut)
        .or_else(|_| Username::parse(&format!("{cut}-author")))
        .or_else(|_| Username::parse(&format!("author-{hash}")))
        .expect("a word and twelve hexadecimal digits are a username")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_into_usernames() {
        let cases = [
            ("Rémy Rakic", "remy-rakic"),
            ("Amanieu d'Antras", "amanieu-dantras"),
            ("Tomás Lindqvist", "tomas-lindqvist"),
            ("Carol (Nichols || Goulding)", "carol-nichols-goulding"),
            ("The Rust Survey Working Group in partnership", "the-rust-survey-working"),
            ("Eric", "eric"),
            ("TC", "tc-author"),
            ("Support", "support-author"),
        ];

        for (name, expected) in cases {
            assert_eq!(folded(name).as_str(), expected);
        }
        assert!(folded("高橋").as_str().starts_with("author-"));
        assert_eq!(numbered(&folded("Eric"), 2).as_str(), "eric-2");
    }
}
