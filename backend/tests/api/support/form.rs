//! Pictures in forms, as browsers and others send them.

use axum::http::Method;

use super::{Answer, Call, Caller};

/// A form with one file, its name and type as given, and its description.
pub fn form(name: &[u8], content_type: &str, bytes: &[u8], alt: &str) -> Vec<u8> {
    [
        b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"",
        name,
        b"\"\r\nContent-Type: ",
        content_type.as_bytes(),
        b"\r\n\r\n",
        bytes,
        b"\r\n--cut\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\n",
        alt.as_bytes(),
        b"\r\n--cut--\r\n",
    ]
    .concat()
}

impl Caller {
    /// An upload of this form, not sent yet.
    pub fn upload(&self, form: Vec<u8>) -> Call {
        let call = self.call(Method::POST, "/api/v2/media");
        call.header("content-type", "multipart/form-data; boundary=cut").body(form)
    }
}

/// An upload, sent.
pub async fn upload(person: &Caller, name: &str, bytes: &[u8], alt: &str) -> Answer {
    person.upload(form(name.as_bytes(), "image/png", bytes, alt)).send().await
}
