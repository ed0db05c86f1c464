//! Starts the program.

use std::process::ExitCode;

fn main() -> ExitCode {
    broadsheet::cli::run()
}
