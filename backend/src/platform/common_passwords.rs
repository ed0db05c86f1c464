//! The 10,000 commonest passwords, which nobody may choose (SECURITY A18).
//!
//! The list is part of the program, sorted by bytes; looking a password up halves the text some fourteen times and
//! allocates nothing. `backend/assets/passwords` says where it comes from.

use std::cmp::Ordering;

static LIST: &str = include_str!("../../assets/passwords/common.txt");

/// True for a password that many have: compared in lower case, spaces around it left out.
pub fn is_common(password: &str) -> bool {
    let wanted = password.trim().to_lowercase();
    !wanted.is_empty() && contains(LIST, &wanted)
}

/// Whether a text of sorted lines has this one.
fn contains(list: &str, wanted: &str) -> bool {
    let mut rest = list;
    while !rest.is_empty() {
        // The line that the middle lies in. Line breaks are one byte, so each cut is between characters.
        let middle = rest.floor_char_boundary(rest.len() / 2);
        let begin = rest[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = rest[begin..].find('\n').map_or(rest.len(), |at| begin + at);
        match wanted.cmp(&rest[begin..end]) {
            Ordering::Equal => return true,
            Ordering::Less => rest = &rest[..begin],
            Ordering::Greater => rest = rest.get(end + 1..).unwrap_or_default(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a18_the_list_is_whole_sorted_and_every_line_is_found() {
        let lines: Vec<&str> = LIST.lines().collect();

        assert_eq!(lines.len(), 10_000);
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(lines.iter().all(|line| is_common(line)));
    }

    #[test]
    fn a18_case_and_spaces_hide_no_common_password() {
        for common in ["password1", "PassWord1", " qwertyuiop ", "1q2w3e4r5t", "123456"] {
            assert!(is_common(common), "{common}");
        }
        for rare in ["", " ", "correct horse battery", "password1\npassword", "\u{0}", "zzzzzzzzzzzzzzzz", "~~~~~~~~~"]
        {
            assert!(!is_common(rare), "{rare}");
        }
    }
}
