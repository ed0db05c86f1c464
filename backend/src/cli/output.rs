//! The one place that writes for whoever started the program.
//!
//! A reader may have seen enough before the end, as `head` has. That is no failure and stops no work: what is written then
//! goes nowhere, and the verb ends with the code that it would have had.

use std::io::{self, Write};

use super::{Failure, Outcome};

/// Prints a text as it is.
pub(super) fn print(text: &str) -> Outcome {
    write(&mut io::stdout(), text).map_err(|error| Failure::Failed(format!("the output cannot be written: {error}")))
}

/// Prints a line in the midst of work, which goes on if it cannot be written.
pub(crate) fn say(line: &str) {
    let _ = print(&format!("{line}\n"));
}

/// Writes at once, so that a line is seen when it is true.
pub(super) fn write(output: &mut impl Write, text: &str) -> io::Result<()> {
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_who_left_is_no_error_and_a_full_disk_is_one() {
        assert!(write(&mut Broken(io::ErrorKind::BrokenPipe), "text").is_ok());
        assert!(write(&mut Broken(io::ErrorKind::StorageFull), "text").is_err());
    }
}
