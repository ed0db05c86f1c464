//! What travels: one recipient, no field but ours, text and HTML; and files that are whole.

use std::fs;

use broadsheet_shared::id::MailId;
use lettre::message::Mailbox;

use super::*;
use crate::config;

fn mail(to: &str, subject: &str) -> OutgoingMail {
    OutgoingMail {
        id: MailId(uuid::Uuid::from_u128(7)),
        at: Timestamp::from_millis(1_772_704_800_000),
        to: to.to_owned(),
        whose: None,
        unsubscribe: None,
        subject: subject.to_owned(),
        text: "Hello,\n.\nnot the end\n".to_owned(),
        html: "<p>Hello</p>".to_owned(),
    }
}

fn formatted(to: &str, subject: &str) -> Result<String, SendError> {
    let from: Mailbox = "The Lamplighter <blog@example.org>".parse().unwrap();
    message::of(&mail(to, subject), &from).map(|message| String::from_utf8(message.formatted()).unwrap())
}

/// The header fields of the mail itself, without those of its parts.
fn fields(message: &str) -> Vec<String> {
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    let names = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    names.filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn l2_a_mail_has_one_recipient_and_no_field_but_ours() {
    for subject in
        ["Hello", "Hi\r\nBcc: eve@example.org", "Hi\nX: 1\n\n<p>body", "ünïcode \u{2028} name", "=?utf-8?q?x?="]
    {
        let message = formatted("ada@example.org", subject).unwrap();

        let found = fields(&message);
        let ours = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"];
        assert_eq!(found.len(), ours.len(), "{subject:?}: {found:?}");
        assert!(found.iter().all(|name| ours.contains(&name.as_str())), "{subject:?}: {found:?}");
        assert!(message.contains("To: ada@example.org\r\n"), "{message}");
        assert!(message.is_ascii());
    }
}

#[test]
fn a_mail_that_can_be_ended_says_how_and_that_one_click_is_enough() {
    let from: Mailbox = "blog@example.org".parse().unwrap();
    let address = format!("https://blog.example.org/unsubscribe?key={}", "k".repeat(60));
    let mail = OutgoingMail { unsubscribe: Some(address.clone()), ..mail("ada@example.org", "Hello") };

    let message = String::from_utf8(message::of(&mail, &from).unwrap().formatted()).unwrap();

    let unfolded = message.replace("\r\n ", " ");
    assert!(unfolded.contains(&format!("List-Unsubscribe: <{address}>\r\n")), "{message}");
    assert!(unfolded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{message}");
}

#[test]
fn l2_what_is_no_plain_address_gets_nothing() {
    for to in ["", "ada", "ada@", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org", "<a@b.org>", "Ada <a@b.org>"] {
        assert!(matches!(formatted(to, "Hello"), Err(SendError::Refused(_))), "{to:?}");
    }
}

#[test]
fn a_mail_has_both_forms_and_is_the_same_mail_when_sent_again() {
    let message = formatted("ada@example.org", "Hello").unwrap();

    for part in ["multipart/alternative", "text/plain; charset=utf-8", "text/html; charset=utf-8"] {
        assert!(message.contains(part), "{part} is missing in {message}");
    }
    let text = message.find("text/plain").unwrap();
    assert!(text < message.find("text/html").unwrap(), "the better form comes last");
    assert!(message.contains("Message-ID: <00000000-0000-0000-0000-000000000007@example.org>"));
    assert!(message.contains("Auto-Submitted: auto-generated"));
    assert!(message.contains("Date: Thu, 05 Mar 2026 10:00:00 +0000"), "{message}");
}

#[tokio::test]
async fn files_appear_whole_and_their_owner_alone_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config::testing();
    config.mail.folder = folder.path().join("mail");
    let mailer = Mailer::of(&config).unwrap();

    mailer.probe().await.unwrap();
    mailer.send(&mail("ada@example.org", "Hello")).await.unwrap();
    mailer.send(&mail("ada@example.org", "Hello")).await.unwrap();

    let files: Vec<_> = fs::read_dir(folder.path().join("mail")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("sent twice it is the same mail: {files:?}") };
    assert!(file.to_string_lossy().ends_with("01772704800000-00000000-0000-0000-0000-000000000007.eml"));
    assert!(fs::read_to_string(file).unwrap().contains("Subject: Hello"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(file), mode(file.parent().unwrap())), (0o600, 0o700));
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_makes_mails_wait() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mail"), "a file").unwrap();
    let mut config = config::testing();
    config.mail.folder = folder.path().join("mail");
    let mailer = Mailer::of(&config).unwrap();

    assert!(matches!(mailer.probe().await, Err(SendError::Unreachable(_))));
    assert!(matches!(mailer.send(&mail("ada@example.org", "Hello")).await, Err(SendError::Unreachable(_))));
}

#[tokio::test]
async fn without_a_way_out_nothing_is_sent() {
    let mut config = config::testing();
    config.mail.transport = MailTransport::None;
    let mailer = Mailer::of(&config).unwrap();

    assert!(!mailer.sends());
    assert!(mailer.send(&mail("ada@example.org", "Hello")).await.is_err());
    assert!(!format!("{:?}", mail("ada@example.org", "secret")).contains("secret"));
}

#[tokio::test]
async fn what_went_to_an_address_or_is_about_an_account_is_forgotten_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config::testing();
    config.mail.folder = folder.path().join("mail");
    let mailer = Mailer::of(&config).unwrap();
    let (ada, bob) = (UserId(uuid::Uuid::from_u128(10)), UserId(uuid::Uuid::from_u128(11)));
    mailer.forget(&[ada], &["ada@example.org".to_owned()]).await.unwrap();
    for (number, to, whose) in [
        (1, "ada@example.org", None),
        (2, "ada@example.organ", None),
        (3, "bob@example.org", Some(bob)),
        (4, "where-she-was@example.org", Some(ada)),
    ] {
        // A name in the text is no recipient.
        let subject = "To: ada@example.org";
        let mail = OutgoingMail { id: MailId(uuid::Uuid::from_u128(number)), whose, ..mail(to, subject) };
        mailer.send(&mail).await.unwrap();
    }

    mailer.forget(&[ada], &["ada@example.org".to_owned()]).await.unwrap();

    let files = fs::read_dir(folder.path().join("mail")).unwrap().map(|entry| entry.unwrap().path());
    let mut texts: Vec<_> = files.map(|file| fs::read_to_string(file).unwrap()).collect();
    texts.sort_by_key(|text| text.contains("bob@"));
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[0].contains("ada@example.organ") && texts[1].contains("bob@example.org"), "{texts:?}");
}
