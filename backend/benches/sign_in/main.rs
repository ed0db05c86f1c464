//! Two promises about signing in, measured with the password costs and the limits of production: a thousand sign-ins at
//! once leave memory bounded and others unharmed (`under_load`), and no clock tells names that exist from names that do
//! not (`enumeration`).
//!
//! Run with `cargo bench -p broadsheet --bench sign_in`; a word behind `--` chooses one of the two. Ends with 1 where a
//! promise is broken.

mod enumeration;
mod site;
mod under_load;

use std::process::ExitCode;

use site::Site;

/// People who can sign in.
const PEOPLE: u32 = 1_000;

#[tokio::main]
async fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let site = Site::new(PEOPLE).await;
    let mut are_kept = true;
    if is_wanted("under_load") {
        are_kept &= under_load::measure(&site).await;
    }
    if is_wanted("enumeration") {
        are_kept &= enumeration::measure(&site).await;
    }
    if are_kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
