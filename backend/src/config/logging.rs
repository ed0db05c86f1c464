//! `[logging]`: what is told, how, and where.

use std::path::PathBuf;

use super::{Profile, Setting, load::Reader, value::choices};

choices! {
    /// How lines look.
    LogFormat {
        /// One JSON object a line, for programs.
        Json = "json",
        /// For people.
        Text = "text",
    }
}

section! {
    /// What is told, how, and where.
    Logging in "logging" {
        /// What is told: a level, or levels by module as in `info,broadsheet::services=debug`.
        filter: String = |profile| if profile == Profile::Testing { "warn" } else { "info" }.to_owned(), example "info,broadsheet=debug";
        /// `json` or `text`; the line of each request is JSON always.
        format: LogFormat = |profile| if profile == Profile::Production { LogFormat::Json } else { LogFormat::Text }, example "json";
        /// Where the line of each request goes: `off`, `stdout`, or a file in a folder that is there.
        access_log: AccessLog = |profile| if profile == Profile::Testing { AccessLog::Off } else { AccessLog::Stdout }, example "/var/log/broadsheet/access.log";
        /// From how many milliseconds a request counts as slow; its line is a warning.
        slow_request_ms: u64 = |_| 500, example "500";
    }
}

impl Logging {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("logging.slow_request_ms", self.slow_request_ms, 1, 60_000);
        if tracing_subscriber::EnvFilter::try_new(&self.filter).is_err() {
            reader.refuse("logging.filter", "must be a level, or module=level between commas");
        }
        if let AccessLog::File(file) = &self.access_log {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            if file.is_dir() {
                reader.refuse("logging.access_log", "must be a file, not a folder");
            } else if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                let problem = format!("lies in a folder that is not there: {}", folder.display());
                reader.refuse("logging.access_log", &problem);
            }
        }
    }
}

/// Where the line of each request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessLog {
    /// Nowhere.
    Off,
    /// To the standard output.
    Stdout,
    /// To the end of a file.
    File(PathBuf),
}

impl Setting for AccessLog {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            "stdout" => Ok(Self::Stdout),
            "" => Err("must be off, stdout, or a file".to_owned()),
            path => Ok(Self::File(PathBuf::from(path))),
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Off => "off".to_owned(),
            Self::Stdout => "stdout".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}
