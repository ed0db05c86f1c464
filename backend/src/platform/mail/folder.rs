//! Mails as files, for developers and for journeys through the browser. A file appears whole or not at all, and its name
//! begins with the time, so that the last is the newest; it ends with the account's id, for addresses come and go.

use std::{
    io,
    path::{Path, PathBuf},
};

use broadsheet_shared::id::UserId;
use tokio::{fs, io::AsyncWriteExt};

use super::{OutgoingMail, SendError};
use crate::platform::private;

pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(super) async fn write(&self, mail: &OutgoingMail, bytes: &[u8]) -> Result<(), SendError> {
        let whose = mail.whose.map(|whose| format!("-{whose}")).unwrap_or_default();
        let name = format!("{:014}-{}{whose}", mail.at.as_millis(), mail.id);
        let half = self.path.join(format!("{name}.part"));
        self.put(&half, bytes).await.map_err(|error| self.unreachable(&error))?;
        let whole = self.path.join(format!("{name}.eml"));
        fs::rename(&half, whole).await.map_err(|error| self.unreachable(&error))
    }

    /// Removes the mails that are about one of these accounts or went to one of these addresses. Reads the whole folder: it
    /// is a developer's.
    pub(super) async fn forget(&self, accounts: &[UserId], addresses: &[String]) -> io::Result<()> {
        let ends: Vec<String> = accounts.iter().map(|account| format!("-{account}.eml")).collect();
        let mut entries = match fs::read_dir(&self.path).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        while let Some(entry) = entries.next_entry().await? {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "eml") {
                continue;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            let mail = fs::read(&path).await?;
            let is_about = ends.iter().any(|end| name.ends_with(end));
            if is_about || addresses.iter().any(|address| is_to(&mail, address)) {
                fs::remove_file(&path).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn probe(&self) -> Result<(), SendError> {
        let probe = self.path.join(".probe");
        self.put(&probe, b"").await.map_err(|error| self.unreachable(&error))?;
        fs::remove_file(probe).await.map_err(|error| self.unreachable(&error))
    }

    /// A mail holds a secret: only its owner reads the file, and enters the folder if we make it.
    async fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = self.path.clone();
        tokio::task::spawn_blocking(move || private::folder(&folder)).await.map_err(io::Error::other)??;
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(path).await?;
        file.write_all(bytes).await?;
        file.flush().await
    }

    fn unreachable(&self, error: &io::Error) -> SendError {
        SendError::Unreachable(format!("{} cannot be written: {error}", self.path.display()))
    }
}

/// True if the field `To` of a mail holds this one address.
fn is_to(mail: &[u8], address: &str) -> bool {
    let text = String::from_utf8_lossy(mail);
    let fields = text.split("\r\n\r\n").next().unwrap_or_default();
    fields
        .lines()
        .filter_map(|line| line.strip_prefix("To:"))
        .any(|to| to.trim().trim_start_matches('<').trim_end_matches('>').eq_ignore_ascii_case(address))
}
