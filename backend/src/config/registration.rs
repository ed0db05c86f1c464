//! `[registration]`: who may make an account, what is asked of them, and what it may do at first.

use super::{Profile, load::Reader, value::choices};

choices! {
    /// Who may make an account.
    RegistrationMode {
        /// Everyone.
        Open = "open",
        /// Whoever has an invitation.
        Invitation = "invitation",
        /// Everyone; staff let them in one by one.
        Approval = "approval",
        /// Nobody; staff make accounts.
        Closed = "closed",
    }
}

section! {
    /// Who may make an account, what is asked of them, and what it may do at first. All of it holds until the site's
    /// settings say otherwise.
    Registration in "registration" {
        /// `open` to everyone, by `invitation`, with `approval` by staff, or `closed`.
        mode: RegistrationMode = |_| RegistrationMode::Open, example "open";
        /// The role of a new account.
        default_role: String = |_| "author".to_owned(), example "reader";
        /// Domains of mail addresses that are taken, with what is beneath them; none: all.
        allowed_domains: Vec<String> = |_| Vec::new(), example "example.org, example.net";
        /// Seconds that a person needs at least to fill in the form; a faster one is a program. 0 asks nothing.
        min_fill_secs: u32 = |profile| if profile == Profile::Production { 2 } else { 0 }, example "2";
        /// Zero bits of the work that the browser does for a registration; each doubles it. 0 asks for none.
        proof_of_work_bits: u32 = |_| 0, example "16";
        /// Hours after registration in which links to other sites are held back. 0 holds none.
        hold_links_hours: u32 = |profile| if profile == Profile::Production { 24 } else { 0 }, example "24";
    }
}

impl Registration {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        if !self.allowed_domains.iter().all(|text| is_domain(text)) {
            reader.refuse("registration.allowed_domains", "must be domains as example.org");
        }
        reader.range("registration.min_fill_secs", self.min_fill_secs.into(), 0, 60);
        reader.range("registration.proof_of_work_bits", self.proof_of_work_bits.into(), 0, 24);
        reader.range("registration.hold_links_hours", self.hold_links_hours.into(), 0, 720);
    }
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
}
