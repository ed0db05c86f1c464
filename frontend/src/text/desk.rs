//! The words of the pages where people sign in and write.
